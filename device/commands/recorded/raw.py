"""`easeband export --recordings`: the raw recordings as files that `easeband analyse` reads, or as BIDS runs.

Knows files and words of errors; must never know how chunks are laid out. Samples are corrected by the calibration that
was in use when they were taken, as the device corrected them before it analysed them.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

import numpy as np

from device.bids import OF_RECORDINGS, BidsRun, bids_dataset
from device.commands.recorded.as_bids import Complain, files_written
from device.raw_recording import HourRead, KeptHour, RecordedPart, hours_kept, read_hour, stretches_of
from device.records.decoding import BadValue, from_plain, to_json
from device.sensor.calibration import Calibration, corrected
from device.signals.samples import Samples
from device.system.config import Config
from device.system.files import error_in_words, replace_file

MB: Final = 1e6


def exported(config: Config, folder: Path, day: str, to: Path | None, complain: Complain, *, bids: bool) -> int:
    """List the hours, or write them into the folder `to`; 1 with a message for whatever could not be read or written.

    `day`: only hours that began on it, as 20261122; empty for all.
    """
    every = hours_kept(folder)
    hours = [hour for hour in every if day in hour.path.name.partition("-")[2]]
    if not hours:
        off = "" if config.recording.enabled else "; none is made, since [recording] is not enabled"
        other = f" of that day (UTC), but {len(every)} hours of others" if every else ""
        return complain(f"no raw recordings in {folder}{other}{off}")
    if to is None:
        return _listed(hours)
    return _as_bids(hours, to, complain) if bids else _written(hours, to, complain)


def _listed(hours: Sequence[KeptHour]) -> int:
    for hour in hours:
        print(f"{hour.path.name}  {_date(hour.began_utc_s)}  {hour.size_bytes / MB:5.1f} MB", flush=True)
    return 0


def _date(utc_s: float | None) -> str:
    return f"{datetime.fromtimestamp(utc_s, UTC):%Y-%m-%d %H:%M:%S} UTC" if utc_s is not None else "clock not set"


def _written(hours: Sequence[KeptHour], to: Path, complain: Complain) -> int:
    if to.exists() and not to.is_dir():
        return complain(f"{to}: is a file: name a folder after --to")
    to.mkdir(parents=True, exist_ok=True)
    status = 0
    for hour, read in _read_each(hours, complain):
        status |= int(bool(read.damage) or not read.parts)
        for number, part in enumerate(read.parts, 1):
            path = to / f"{hour.path.stem}{f'-{number}' if number > 1 else ''}.npz"
            try:
                replace_file(path, _packed(part, complain))
            except OSError as error:
                return complain(f"{path}: cannot be written: {error_in_words(error)}")
            print(f"{path}: {_in_words(part)}", flush=True)
    return status


def _read_each(hours: Sequence[KeptHour], complain: Complain) -> Iterator[tuple[KeptHour, HourRead]]:
    """What is in each, after words about what is damaged in it."""
    for n, hour in enumerate(hours):
        try:
            read = read_hour(hour, hours[n + 1 :])
        except OSError as error:
            complain(f"{hour.path}: cannot be read: {error_in_words(error)}")
            read = HourRead((), ())
        for damage in read.damage:
            complain(f"{hour.path}: {damage.length_bytes} bytes from byte {damage.at_byte} on left out: {damage.why}")
        yield hour, read


def _in_words(part: RecordedPart) -> str:
    stretches = sum(1 for _ in stretches_of(part))
    samples = sum(len(chunk.stretch) for chunk in part.chunks)
    gaps = f", {stretches - 1} gap{'s' * (stretches != 2)} in them" if stretches > 1 else ""
    return f"{samples:,} samples{gaps}"


def _packed(part: RecordedPart, complain: Complain) -> bytes:
    """An NPZ file that `easeband analyse` reads: t (s), acc_g, gyr_dps; and what the part says of itself."""
    samples, file = _corrected(part, complain), io.BytesIO()
    last = part.chunks[-1].about
    arrays: dict[str, Any] = {
        "t": samples.time_s,
        "acc_g": samples.acceleration_g,
        "utc_minus_t_s": part.dating.utc_minus_monotonic_s,
        "timezone": part.dating.timezone,
        "trust": part.dating.trust,
        "site": part.taken.site,
        "firmware": part.taken.firmware,
        "g_per_count": part.taken.g_per_count,
        "dps_per_count": part.taken.dps_per_count,
        "calibration": "" if part.taken.calibration is None else to_json(part.taken.calibration),
        "temperature_c": np.nan if last.temperature_c is None else last.temperature_c,
    }
    if samples.rotation_dps is not None:
        arrays["gyr_dps"] = samples.rotation_dps
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def _corrected(part: RecordedPart, complain: Complain) -> Samples:
    kept = part.taken.calibration
    try:
        calibration = None if kept is None else from_plain(Calibration, kept)
    except BadValue as error:
        complain(f"a calibration of a newer version is left out, samples are as the chip gave them: {error}")
        calibration = None
    return corrected(part.samples, calibration)


def _as_bids(hours: Sequence[KeptHour], to: Path, complain: Complain) -> int:
    """A run for each stretch without a gap; it ends with its hour, so that a small computer can hold it."""
    damaged, runs = list[KeptHour](), count()
    if files_written(bids_dataset(_runs(hours, damaged, runs, complain), OF_RECORDINGS), to, complain):
        return 1
    print(f"{to}: a BIDS dataset with {next(runs)} runs of {len(hours)} hours")
    return int(bool(damaged))


def _runs(
    hours: Sequence[KeptHour], damaged: list[KeptHour], runs: "count[int]", complain: Complain
) -> Iterator[BidsRun]:
    for hour, read in _read_each(hours, complain):
        damaged += [hour] if read.damage or not read.parts else []
        for stretch in (stretch for part in read.parts for stretch in stretches_of(part)):
            next(runs)
            yield _run(stretch, complain)


def _run(stretch: RecordedPart, complain: Complain) -> BidsRun:
    samples, dating = _corrected(stretch, complain), stretch.dating
    known = dating.trust != "unknown"
    began_utc_s = float(samples.time_s[0]) + dating.utc_minus_monotonic_s if known else None
    return BidsRun(samples, "; ".join(dict.fromkeys(gap.reason for gap in stretch.gaps)), began_utc_s)
