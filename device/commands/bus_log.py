"""`easeband bus-log`: what is said on the sensor's bus, written to a file, shown, or played through the device's code.

Knows which chip is recorded on which clock, and what is printed of a log; must never know the log's format or what a
transfer means.
"""

import argparse
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from device.analysis import Pipeline
from device.analysis.page import to_text
from device.analysis.report import collected
from device.program.bus_session import LogFile, LogUnwritable, play, record_sensor
from device.recordings import BadRecording, read_recording
from device.sensor import Sensed
from device.simulation import Replay, joined, living_person
from device.system.clock import Clock, PacedClock, SystemClock
from device.system.command import complain, unprinted
from device.system.config import BadConfig, Sensor, read_config
from device.system.files import error_in_words
from device.system.lock import AlreadyRunning, only_one
from device.system.stopping import Stopping
from drivers.bus_log import Differs, Traffic, row, summary
from drivers.bus_log.log_format import BadLog, ClockReading, EndReason, Header, NumberedEvents, read_log
from drivers.simulated import SimulatedChip, simulated_i2c

PLAYED_FROM_S: Final = 0.2  # a recording's first sample: the sensor's reset and settling take as long
NOISE_SEED: Final = 1  # the simulated sensor's noise is the same every time
FILE_FAULTS: Final = (BadLog, Differs, LogUnwritable)  # their messages are about the bus log
OTHER_FAULTS: Final = (AlreadyRunning, BadConfig, BadRecording)

_complain = partial(complain, "bus-log")

Recorded = tuple[Sensor, Clock, Callable[[], EndReason | None]]
"""What is recorded, on which clock, and why to end at this moment, if there is a reason."""


def record(arguments: argparse.Namespace) -> None:
    """Write a new log. Raises FILE_FAULTS, OTHER_FAULTS and OSError, as the others do."""
    with ExitStack() as opened:
        bench = _real(arguments, opened) if arguments.simulated is None else _simulated(arguments, opened)
        where, clock, why_end = bench
        file = opened.enter_context(arguments.file.open("x", encoding="ascii", newline="\n", buffering=1))
        for _ in record_sensor(LogFile(file, where.address), where, clock, why_end):
            pass
    with _opened(arguments.file) as (header, events):
        traffic = Traffic()
        for _ in _counting(events, traffic):
            pass
        _print_summary(header, traffic)


def _real(arguments: argparse.Namespace, opened: ExitStack) -> Recorded:
    config = read_config(arguments.config, "bus-log")
    opened.enter_context(only_one(Path(config.files.device)))  # two readers would empty each other's FIFO
    clock, stopping = SystemClock(config.device.timezone or None), Stopping()
    until_s = clock.monotonic_s() + arguments.seconds
    return config.sensor, clock, lambda: "asked" if stopping() else _over(clock, until_s)


def _simulated(arguments: argparse.Namespace, opened: ExitStack) -> Recorded:
    clock, where = PacedClock(0.0), Sensor()
    chip, end_s = _person(clock) if not arguments.simulated else _recording(Path(arguments.simulated), clock)
    opened.enter_context(simulated_i2c({where.bus: {where.address: chip}}))
    until_s = min(end_s, arguments.seconds)
    return where, clock, lambda: _over(clock, until_s)


def _person(clock: Clock) -> tuple[SimulatedChip, float]:
    return SimulatedChip(living_person(), clock.monotonic_s, noise_seed=NOISE_SEED), float("inf")


def _recording(path: Path, clock: Clock) -> tuple[SimulatedChip, float]:
    try:
        motion = Replay(joined(read_recording(path)), PLAYED_FROM_S)
    except BadRecording as error:
        raise BadRecording(f"{path}: {error}") from error
    return SimulatedChip(motion, clock.monotonic_s), motion.end_s


def _over(clock: Clock, until_s: float) -> EndReason | None:
    return "time" if clock.monotonic_s() >= until_s else None


def show(arguments: argparse.Namespace) -> None:
    """Print everything that was on the bus in a row each, and the summary; also of a log that breaks off."""
    traffic = Traffic()
    with _opened(arguments.file) as (header, events):
        try:
            for _, event in _counting(events, traffic):
                if not isinstance(event, ClockReading):
                    print(row(event))
        finally:
            _print_summary(header, traffic)


def replay(arguments: argparse.Namespace) -> None:
    """Print what the device's own code makes of the traffic; of a log that breaks off, as far as it goes."""
    traffic, sensed = Traffic(), list[Sensed]()
    with _opened(arguments.file) as (header, events):
        try:
            for look in play(_counting(events, traffic), header.address, PacedClock(0.0)):
                sensed.append(look)
        finally:
            _print_summary(header, traffic)
            _print_sensed(arguments.file.name, sensed)


def _print_sensed(name: str, sensed: list[Sensed]) -> None:
    print(f"{sum(len(batch) for look in sensed for batch in look.samples)} samples")
    for gap in (gap for look in sensed for gap in look.gaps):
        print(f"  gap of {gap.duration_s:.2f} s from {gap.start_s:.3f} on: {gap.reason}")
    print(f"\n{_report(name, sensed)}", end="", flush=True)


def _report(name: str, sensed: list[Sensed]) -> str:
    pipeline = Pipeline()
    portions = [pipeline.push(batch) for look in sensed for batch in look.samples]
    portions.append(pipeline.finish())
    if not any(portion.readings for portion in portions):
        return "Too short to judge: not one whole second of samples.\n"
    return to_text(collected(name, portions, pipeline.left_out, None))


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Header, NumberedEvents]]:
    with path.open(encoding="ascii", errors="replace", newline="\n") as file:
        yield read_log(file)


def _counting(events: NumberedEvents, traffic: Traffic) -> NumberedEvents:
    for number, event in events:
        traffic.push(event)
        yield number, event


def _print_summary(header: Header, traffic: Traffic) -> None:
    print(f"{header.chip} at address 0x{header.address:02x}, firmware {header.firmware}")
    print("\n".join(summary(traffic)), flush=True)


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 when all is well, 1 with a message when not."""
    actions = {"record": record, "show": show, "replay": replay}
    try:
        actions[arguments.action](arguments)
    except BrokenPipeError as error:
        return unprinted("bus-log", error)
    except FILE_FAULTS as error:
        return _complain(f"{arguments.file}: {error}")
    except OTHER_FAULTS as error:
        return _complain(error)
    except FileExistsError:
        return _complain(f"{arguments.file}: exists already: name a new file")
    except OSError as error:
        return _complain(f"{error.filename or arguments.file}: {error_in_words(error)}")
    return 0
