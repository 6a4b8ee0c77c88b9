"""The record of a check-up completed with what its seconds show: each stage, lying down, and what the trick did.

Knows a record and seconds by their times; must never know whether the check-up is still under way, nor files.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from device.checkups.seconds import CheckupSecond, within
from device.checkups.trick import effect_of
from device.parameters import Parameters
from device.records.facts import Checkup, StageResult, TrickEffect, TurnBand
from device.records.histograms import median
from device.records.person import Personal
from device.records.sites import UPRIGHT_SITES

Seen = Sequence[tuple[StageResult, list[CheckupSecond]]]


def measured_by(
    record: Checkup, seconds: Sequence[CheckupSecond], personal: Personal, parameters: Parameters
) -> Checkup:
    """The record with what is known of it by these seconds, in order of time."""
    seen = [(stage, _of(record, stage, seconds)) for stage in record.stages]
    lying_s = _lying_s(record, [one for _, part in seen for one in part], parameters)
    return replace(
        record,
        stages=tuple(_stage(stage, part, parameters) for stage, part in seen),
        trick=_trick(seen, lying_s, parameters),
        neutral=bool(personal.neutral),
        lying_s=lying_s,
    )


def _of(record: Checkup, stage: StageResult, seconds: Sequence[CheckupSecond]) -> list[CheckupSecond]:
    from_s = record.start_s + stage.after_s
    return within(seconds, from_s, from_s + stage.duration_s)


def _trick(seen: Seen, lying_s: int, parameters: Parameters) -> TrickEffect | None:
    """None unless both its stages were done, the second of them as far as it came."""
    done = {stage.stage: seconds for stage, seconds in seen if stage.ended != "skipped"}
    if "without trick" not in done or "with trick" not in done:
        return None
    return effect_of(done["without trick"], done["with trick"], parameters.tricks, lying=lying_s > 0)


def _lying_s(record: Checkup, seconds: Sequence[CheckupSecond], parameters: Parameters) -> int:
    if record.site not in UPRIGHT_SITES:
        return 0
    return sum(one.tilt_deg is not None and one.tilt_deg >= parameters.tricks.lying_deg for one in seconds)


def _stage(stage: StageResult, seconds: Sequence[CheckupSecond], parameters: Parameters) -> StageResult:
    judged = [one for one in seconds if one.tremor is not None]
    tremor = [one for one in judged if one.tremor]
    tilts = [one.tilt_deg for one in seconds if one.tilt_deg is not None]
    return replace(
        stage,
        judged_s=len(judged),
        tremor_s=len(tremor),
        tremor_deg=_median([one.tremor_deg for one in tremor]),
        tremor_hz=_median([one.tremor_hz for one in tremor]),
        moving_s=sum(one.context == "moving" for one in judged),
        vehicle_s=sum(one.context == "vehicle" for one in judged),
        posture_s=len(tilts),
        near_s=sum(tilt <= parameters.tricks.near_deg for tilt in tilts),
        tilt_deg=_median(tilts),
        turning_s=sum("fast" in one.rms_dps for one in seconds),
        slow_dps=_rms(seconds, "slow"),
        middle_dps=_rms(seconds, "middle"),
        fast_dps=_rms(seconds, "fast"),
    )


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(median(known)) if known else None


def _rms(seconds: Sequence[CheckupSecond], band: TurnBand) -> float | None:
    known = [one.rms_dps[band] for one in seconds if band in one.rms_dps]
    return float(np.sqrt(np.mean(np.square(known)))) if known else None
