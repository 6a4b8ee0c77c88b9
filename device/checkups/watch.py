"""Follows one check-up at a time: keeps the seconds that it takes, and completes its record with what they show.

Knows records and seconds by their times; must never know lights, the button or files. Verdicts come some seconds late,
so a record that is over is told once more when they are known, in the same place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median
from typing import Final

import numpy as np

from device.checkups.seconds import CheckupSecond, SecondsSeen, within
from device.checkups.trick import effect_of
from device.parameters import PARAMETERS, Parameters
from device.records.facts import Checkup, StageResult, TrickEffect, TurnBand
from device.records.person import Personal
from device.records.sites import UPRIGHT_SITES
from device.tremor import JudgedSecond

LATE_S: Final = 10.0  # ours: what is not judged by then never will be: the sensor was lost


class CheckupWatch:
    """Is told each record of a check-up that the guidance gives, and all that is judged."""

    def __init__(self, personal: Personal, parameters: Parameters = PARAMETERS) -> None:
        self._personal, self._parameters = personal, parameters
        self._open: Checkup | None = None
        self._is_over = False
        self._seen = SecondsSeen(personal, parameters)
        self._seconds: list[CheckupSecond] = []

    @property
    def waits(self) -> bool:
        """Whether a check-up is under way, or over with seconds of it still to be judged."""
        return self._open is not None

    def keep(self, record: Checkup) -> Checkup:
        """The record with what is known by now."""
        if self._open is None or self._open.start_s != record.start_s:
            self._seen, self._seconds = SecondsSeen(self._personal, self._parameters), []
        self._open, self._is_over = record, record.ended != "device stopped"
        return self._completed(record)

    def push(self, judged: Iterable[JudgedSecond]) -> list[Checkup]:
        """The complete record, once all its seconds are known."""
        if self._open is None:
            return []
        self._seconds += [self._seen.push(one) for one in judged if one.window.second_s >= self._open.start_s]
        known_s = self._seconds[-1].second_s + 1 if self._seconds else self._open.start_s
        return self.finish() if self._is_over and known_s >= self._open.start_s + self._open.duration_s else []

    def late(self, now_s: float) -> list[Checkup]:
        """The record, if no more of it can be expected at `now_s`."""
        over = self._open is not None and self._is_over
        if over and self._open and now_s >= self._open.start_s + self._open.duration_s + LATE_S:
            return self.finish()
        return []

    def finish(self) -> list[Checkup]:
        """The record with what is known, if there is one; nothing more comes of it."""
        done, self._open = self._open, None
        seconds = [] if done is None else [self._completed(done)]
        self._seconds = []
        return seconds

    def _completed(self, record: Checkup) -> Checkup:
        parts = [self._of(record, stage) for stage in record.stages]
        lying_s = _lying_s(record, [one for part in parts for one in part], self._parameters)
        seen = list(zip(record.stages, parts, strict=True))
        stages = tuple(_measured(stage, part, self._parameters) for stage, part in seen)
        return replace(
            record,
            stages=stages,
            trick=self._trick(seen, lying_s),
            neutral=bool(self._personal.neutral),
            lying_s=lying_s,
        )

    def _of(self, record: Checkup, stage: StageResult) -> list[CheckupSecond]:
        from_s = record.start_s + stage.after_s
        return within(self._seconds, from_s, from_s + stage.duration_s)

    def _trick(self, seen: Sequence[tuple[StageResult, list[CheckupSecond]]], lying_s: int) -> TrickEffect | None:
        """None unless both its stages were done, the second of them as far as it came."""
        done = {stage.stage: seconds for stage, seconds in seen if stage.ended != "skipped"}
        if "without trick" not in done or "with trick" not in done:
            return None
        return effect_of(done["without trick"], done["with trick"], self._parameters.tricks, lying=lying_s > 0)


def _lying_s(record: Checkup, seconds: Sequence[CheckupSecond], parameters: Parameters) -> int:
    if record.site not in UPRIGHT_SITES:
        return 0
    return sum(one.tilt_deg is not None and one.tilt_deg >= parameters.tricks.lying_deg for one in seconds)


def _measured(stage: StageResult, seconds: Sequence[CheckupSecond], parameters: Parameters) -> StageResult:
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
