"""`easeband run`: puts the real parts together, or simulated ones below the same code, and runs the loop.

Knows which part is plugged into which; must never decide anything about movement, exercises or records.
"""

import argparse
import logging
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from device.arguments import minutes, positive
from device.baseline_file import beside as baseline_beside
from device.baseline_file import in_words as baseline_in_words
from device.baseline_file import read_baselines
from device.calibration import Calibration, in_words
from device.calibration_file import beside, read_calibrations
from device.clock import Clock, SystemClock
from device.coach import DAY_S, Coach
from device.config import DEFAULT_PATH, BadConfig, Config, Sensor, read_config
from device.journal import LEVELS, start_log
from device.kept_json import BadKeptFile
from device.ledger import Ledger
from device.loop import Loop, PanelPort
from device.notify import notify
from device.personal import ANYBODY, Personal
from device.sensing import RunningSensor, Sensing
from device.snippet_files import BYTES_A_MB, SnippetFolder, Snippets
from device.snippet_files import beside as snippets_beside
from device.stopping import Stopping
from device.store import open_store
from device.store_file import StoreUnusable
from drivers.i2c.bus import Bus, asked_hz
from drivers.mpu6050.chip import Mpu6050
from drivers.mpu6050.frames import Frames
from drivers.mpu6050.self_test import AxisTest
from drivers.panel import Panel, PanelMissing

log = logging.getLogger(__name__)


class AlreadyRunning(Exception):
    """Another `easeband run` writes the same database."""


@dataclass(frozen=True)
class NoPanel:
    """What stands in when there are no lights and no button: measuring goes on without them."""

    def pressed(self) -> bool:
        """Never."""
        return False

    def show(self, left: float, middle: float, right: float) -> None:
        """Shown to nobody."""


class SensorOnBus:
    """A started sensor together with the bus it sits on, so that letting go of one lets go of both."""

    def __init__(self, where: Sensor, clock: Clock) -> None:
        """Open the bus and start the sensor. Raises BusError, BusMissing, WrongChip or NotConfigured."""
        self._bus = Bus(where.bus)
        self._bus.open()
        self._chip = Mpu6050(self._bus, clock.monotonic_s, clock.sleep, where.address, gyroscope=where.gyroscope)
        try:
            self._tell(self._chip.start().warning)
        except BaseException:
            self._bus.close()
            raise

    @property
    def filter_delay_s(self) -> float:
        """How much later than the motion its samples are taken."""
        return self._chip.model.filter_delay_s

    def drain(self) -> Frames:
        """As `Mpu6050.drain`."""
        return self._chip.drain()

    def self_test(self) -> tuple[AxisTest, ...]:
        """As `Mpu6050.self_test`."""
        return self._chip.self_test()

    def stop(self) -> None:
        """Put the sensor to sleep and close the bus, whatever happens."""
        try:
            self._chip.stop()
        finally:
            self._bus.close()

    def _tell(self, warning: str | None) -> None:
        if warning:
            log.warning("%s", warning)


NOT_OURS = (PermissionError, NotADirectoryError, FileExistsError, IsADirectoryError)
NOT_OURS_ADVICE = "run it as root or as the user easeband, or name files of your own in [files] of the configuration"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `easeband run`."""
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH, help="configuration file (default %(default)s)")
    parser.add_argument("--log", choices=LEVELS, default="info", help="how much to log (default %(default)s)")
    simulation = parser.add_argument_group("without hardware")
    simulation.add_argument(
        "--simulated",
        nargs="?",
        const="",
        metavar="RECORDING",
        help="a simulated chip and panel below the same code; it plays a CSV or NPZ recording once and ends, or a"
        " synthetic person moves for ever",
    )
    simulation.add_argument(
        "--speed", type=positive, default=1.0, metavar="N", help="simulated time runs N times faster"
    )
    simulation.add_argument(
        "--history",
        type=minutes,
        default=0.0,
        metavar="MINUTES",
        help="first live through so many minutes, at full speed",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run until asked to stop; 0 after a clean end, 1 with a message when it could not start."""
    start_log("device", arguments.log)
    stopping = Stopping()
    try:
        config = read_config(arguments.config)
        with only_one(Path(config.files.device)):
            return _run(config, arguments, stopping)
    except (BadConfig, StoreUnusable, AlreadyRunning) as error:
        print(f"easeband run: {error}", file=sys.stderr)
    except NOT_OURS as error:
        print(f"easeband run: {error}: {NOT_OURS_ADVICE}", file=sys.stderr)
    return 1


def _run(config: Config, arguments: argparse.Namespace, stopping: Stopping) -> int:
    if arguments.simulated is None:
        return _run_on_hardware(config, stopping)
    from device.simulation.rig import run_simulated  # noqa: PLC0415 - the device never loads its simulation

    return run_simulated(config, arguments, stopping)


def _run_on_hardware(config: Config, stopping: Stopping) -> int:
    clock = SystemClock(config.device.timezone or None)
    with ExitStack() as opened:
        loop = build_loop(config, clock, open_panel(opened), opened)
        notify("READY=1")
        loop.run(stopping)
    notify("STOPPING=1")
    return 0


def build_loop(config: Config, clock: Clock, panel: PanelPort, opened: ExitStack) -> Loop:
    """The loop over this clock and panel, and over whatever is on the configured bus; `opened` closes its files."""
    path = Path(config.files.device)
    ledger = opened.enter_context(closing(Ledger(lambda: open_store(path), clock)))
    log.info("device %s records to %s", config.device.id, path)

    def start() -> RunningSensor:
        return SensorOnBus(config.sensor, clock)

    if not config.sensor.gyroscope:
        log.warning(
            "the gyroscope is off: repetitions cannot be counted; set gyroscope = true in [sensor] to count them"
        )
    calibration = calibration_in_use(beside(config.files.device))
    sensing = Sensing(start, clock, ledger.last_end_s(), calibration, asked_hz(config.sensor.bus))
    coach = Coach(earlier_starts_s=ledger.set_starts_s(DAY_S))
    personal = personal_in_use(baseline_beside(config.files.device))
    return Loop(
        clock,
        sensing,
        panel,
        ledger,
        coach,
        alive=lambda: notify("WATCHDOG=1"),
        personal=personal,
        snippets=raw_snippets(config, clock),
    )


def raw_snippets(config: Config, clock: Clock) -> Snippets | None:
    """Where raw movement around marks and episodes is kept; None where nobody asked for it."""
    if not config.snippets.keep_mb:
        return None
    folder = SnippetFolder(snippets_beside(config.files.device), config.snippets.keep_mb * BYTES_A_MB, clock.dating)
    log.info("raw snippets: at most %d MB in %s, never synced", config.snippets.keep_mb, folder.path)
    return Snippets(folder)


def calibration_in_use(path: Path) -> Calibration | None:
    """What samples are corrected by, told in the log; None without a file, or with a bad one."""
    try:
        calibrations = read_calibrations(path)
    except BadKeptFile as error:
        log.error("measuring goes on without calibration: %s", error)
        return None
    if not calibrations:
        log.info("measuring without calibration: there is none at %s; `easeband calibrate` makes one", path)
        return None
    log.info("calibration: %s", "; ".join(in_words(calibrations[-1])))
    return calibrations[-1]


def personal_in_use(path: Path) -> Personal:
    """What movement is held against, told in the log; anybody's values without a file, or with a bad one."""
    try:
        baselines = read_baselines(path)
    except BadKeptFile as error:
        log.error("measuring goes on without a baseline: %s", error)
        return ANYBODY
    if not baselines:
        log.info("postures are not measured: there is no baseline at %s; `easeband baseline` takes one", path)
        return ANYBODY
    log.info("baseline: %s", "; ".join(baseline_in_words(baselines[-1])))
    return baselines[-1].personal


def open_panel(opened: ExitStack) -> PanelPort:
    """The lights and the button, which `opened` closes; what stands in for them, and a line in the log, without."""
    try:
        panel = Panel()
    except PanelMissing as error:
        log.error("measuring goes on without lights and button: %s", error)
        return NoPanel()
    opened.callback(panel.close)
    return panel


@contextmanager
def only_one(database: Path) -> Iterator[None]:
    """Hold the database's lock: two recorders would both write the same minutes. Raises AlreadyRunning."""
    database.parent.mkdir(parents=True, exist_ok=True)
    with database.with_name(database.name + ".lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f"another process records to {database}: stop it first (on the device: systemctl stop easeband-device)"
            ) from None
        yield
