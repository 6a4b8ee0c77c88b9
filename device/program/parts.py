"""The parts of the device put together: panel, sensor, calibration, baseline and records become one loop.

Knows which part is plugged into which; must never decide anything about movement, exercises or records.
"""

import logging
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from device import __version__
from device.battery import WISH_NAME, BatteryJudge, BatteryWatch
from device.exercise import Coach
from device.exercise.privacy import PrivateHour, gone_on
from device.health import HealthFile, PartState, health_beside
from device.interrupted import InterruptedFile, interrupted_beside
from device.prescription import KeptProgramme
from device.program.kept_panel import KeptPanel, OpenedPanel
from device.program.loop import Loop
from device.program.ports import PanelPort, PrescribesExercises, TellsState
from device.records.decoding import to_plain
from device.records.limb_axes import LimbAxes
from device.records.person import ANYBODY, Personal
from device.records.sites import BodySite
from device.sensor import RunningSensor, Sensing, SensorOnBus
from device.sensor.calibration import (
    Calibration,
    calibration_beside,
    calibration_in_words,
    read_calibrations,
    whole_calibrations,
)
from device.sensor.mounting import Mounting, mounting_beside, mounting_in_words, read_mountings, whole_mountings
from device.store import Ledger, WaitingFile, waiting_beside
from device.store.baselines import Baseline, baseline_beside, baseline_in_words, read_baselines, whole_baselines
from device.store.damage import open_store
from device.store.versions import BadKeptFile
from device.system.clock import Clock, DozingClock
from device.system.config import Config
from device.system.systemd import alive, patience, still_alive
from drivers.battery import KernelBattery, Pisugar3
from drivers.gpio import KernelPanel
from drivers.i2c import asked_hz
from drivers.mpu6050.models import DPS_PER_COUNT, G_PER_COUNT, RANGE_DPS, RANGE_G
from drivers.pins import FACTORY_VARIABLE, PanelMissing

if TYPE_CHECKING:
    from device.raw_recording import DoesWork, RawRecorder, Retention  # loaded where it is asked for
    from device.snippets.folder import SnippetKeeper  # likewise

T = TypeVar("T")

CARD_S: Final = 60.0  # ours: a memory card that tidies itself up may hold a write for seconds; the watchdog waits 6 s
GYROSCOPE_IS_OFF: Final = (
    "the gyroscope is off: repetitions cannot be counted; set gyroscope = true in [sensor] to count them"
)

log = logging.getLogger(__name__)


def build_loop(
    config: Config,
    clock: DozingClock,
    panel: PanelPort,
    opened: ExitStack,
    parts: Sequence[TellsState] = (),
    *,
    prescribes: PrescribesExercises | None = None,
    writer: "DoesWork | None" = None,
) -> Loop:
    """The loop over this clock and panel, and over whatever is on the configured bus; `opened` closes its files.

    The `parts` tell how they are beside sensor and store. Exercises are those that somebody `prescribes`: what the
    patient accepted, unless somebody else is given. The `writer` of a raw recording is a thread of its own, unless
    another is given.
    """
    path = Path(config.files.device)
    hold = WaitingFile(waiting_beside(config.files.device))
    ledger = opened.enter_context(
        closing(Ledger(lambda: open_store(path, still_alive), clock, lambda: patience(CARD_S), hold))
    )
    log.info("device %s records to %s", config.device.id, path)

    def start() -> RunningSensor:
        return SensorOnBus(config.sensor, clock)

    learned, snippets, battery = learned_by(config), raw_snippets(config, clock), battery_of(config, clock)
    recording = raw_recording(config, learned.calibration, clock, writer)
    sensing = Sensing(start, clock, ledger.last_end_s(), learned.calibration, asked_hz(config.sensor.bus))
    interrupted = InterruptedFile(interrupted_beside(config.files.device), clock)
    prescribes = prescribes or KeptProgramme(config, clock)
    level = battery.state if battery else lambda: None
    return Loop(
        *(clock, sensing, panel, ledger, Coach(private=recovered(interrupted, ledger, clock))),
        alive=alive,
        personal=learned.personal,
        axes=learned.axes,
        snippets=snippets,
        recording=recording,
        parts=[*parts, *learned.told, *(part for part in (snippets, recording, battery) if part)],
        health=HealthFile(health_beside(config.files.device), clock, prescribes.courses, level),
        prescribes=prescribes,
        site=config.device.site,
        interrupted=interrupted,
        quiet=config.sensor.quiet,
    )


def recovered(interrupted: InterruptedFile, ledger: Ledger, clock: Clock) -> PrivateHour | None:
    """Put into the records what a power cut interrupted; the hour of privacy that goes on, if any."""
    left = interrupted.read()
    if left is None:
        return None
    hour = left.private and gone_on(left.private, left.dating, clock.monotonic_s(), clock.dating())
    if left.sets or left.sessions:
        kept = ledger.recover([*left.sets, *left.sessions], left.dating)
        log.warning("the device stopped in mid-exercise, %s", "which is kept" if kept else "which cannot be kept now")
        if not kept:
            return hour
    interrupted.put_away(hour)
    return hour


def battery_of(config: Config, clock: Clock) -> BatteryWatch | None:
    """The battery that the configuration names; None where it names none."""
    battery, levels = config.battery, BatteryJudge(config.battery.low_percent, config.battery.stop_percent)
    if battery.board == "none":
        return None
    wish = health_beside(config.files.device).with_name(WISH_NAME)
    board = Pisugar3(config.sensor.bus) if battery.board == "pisugar3" else KernelBattery()
    return BatteryWatch(board, levels, clock, wish)


def raw_snippets(config: Config, clock: Clock) -> "SnippetKeeper | None":
    """Where raw movement around marks and episodes is kept; None where nobody asked for it."""
    if not config.snippets.keep_mb:
        return None
    from device.snippets.folder import (  # noqa: PLC0415 - a tenth of a megabyte, seldom used
        BYTES_A_MB,
        SnippetFolder,
        SnippetKeeper,
        snippets_beside,
    )

    folder = SnippetFolder(snippets_beside(config.files.device), config.snippets.keep_mb * BYTES_A_MB, clock.dating)
    log.info("raw snippets: at most %d MB in %s, never synced", config.snippets.keep_mb, folder.path)
    return SnippetKeeper(folder)


def raw_recording(
    config: Config, calibration: Calibration | None, clock: Clock, writer: "DoesWork | None"
) -> "RawRecorder | Retention | None":
    """Who keeps every sample, or lets what is left of earlier go; None where there is nothing to do."""
    if not (config.recording.enabled or config.files.recordings.is_dir()):
        return None
    from device.raw_recording import Background, HowTaken, recording_asked  # noqa: PLC0415 - half a megabyte, seldom used

    scales = (G_PER_COUNT, DPS_PER_COUNT, RANGE_G, RANGE_DPS)
    corrected_by = None if calibration is None else to_plain(calibration)
    taken = HowTaken(__version__, config.device.site, *scales, corrected_by)
    return recording_asked(config, taken, clock.dating, writer or Background())


@dataclass(frozen=True)
class KeptPart:
    """How a file is that was read at the start: its state holds until the next one."""

    state: PartState

    def states(self) -> list[PartState]:
        """The one."""
        return [self.state]


@dataclass(frozen=True)
class LearnedValues:
    """What commands learned of this sensor and this person, and what is to be told of their files."""

    calibration: Calibration | None
    personal: Personal
    axes: LimbAxes | None
    told: tuple[KeptPart, ...]


def learned_by(config: Config) -> LearnedValues:
    """From the files beside the database, named in the log."""
    if not config.sensor.gyroscope:
        log.warning(GYROSCOPE_IS_OFF)
    calibrated, baselined, mounted = (
        beside(config.files.device) for beside in (calibration_beside, baseline_beside, mounting_beside)
    )
    calibrations, told = read_or_what_is_whole("calibration", calibrated, read_calibrations, whole_calibrations)
    baselines, also_told = read_or_what_is_whole("baseline", baselined, read_baselines, whole_baselines)
    mountings, told_mounting = read_or_what_is_whole("mounting", mounted, read_mountings, whole_mountings)
    calibration, personal = in_use_of(calibrations, calibrated), personal_of(baselines, baselined)
    mounting = mounting_on(config.device.site, mountings)
    return LearnedValues(calibration, personal, mounting.axes if mounting else None, (told, also_told, told_mounting))


def told_lock(missing: str) -> list[KeptPart]:
    """What is told of a lock that could not be made; nothing of one that was."""
    return [KeptPart(PartState("lock", works=False, text=missing))] if missing else []


WITHOUT: Final = {
    "calibration": "measuring continues without calibration",
    "baseline": "measuring continues without a baseline",
    "mounting": "the limb's own axes are not known",
}


def read_or_what_is_whole(
    name: str, path: Path, read: Callable[[Path], tuple[T, ...]], whole: Callable[[Path], tuple[T, ...]]
) -> tuple[tuple[T, ...], KeptPart]:
    """The versions in a file, or those of a damaged one that are whole, and what is to be told of that."""
    try:
        versions = read(path)
    except BadKeptFile as error:
        versions = whole(path)
        instead = f"the newest {name} that is whole is used" if versions else WITHOUT[name]
        log.error("%s: %s", instead, error)
        return versions, KeptPart(PartState(name, works=False, text=f"{instead}: {error}"))
    return versions, KeptPart(PartState(name, works=True, text=f"{len(versions)} kept" if versions else "none"))


def calibration_in_use(path: Path) -> Calibration | None:
    """What samples are corrected by, named in the log; None without a file, or with one in which none is whole."""
    return in_use_of(read_or_what_is_whole("calibration", path, read_calibrations, whole_calibrations)[0], path)


def in_use_of(calibrations: tuple[Calibration, ...], path: Path) -> Calibration | None:
    """The newest of these, named in the log."""
    if not calibrations:
        log.info("measuring without calibration: there is none at %s; `easeband calibrate` makes one", path)
        return None
    log.info("calibration: %s", "; ".join(calibration_in_words(calibrations[-1])))
    return calibrations[-1]


def personal_in_use(path: Path) -> Personal:
    """What movement is held against, named in the log; anybody's values where no baseline can be used."""
    return personal_of(read_or_what_is_whole("baseline", path, read_baselines, whole_baselines)[0], path)


def personal_of(baselines: tuple[Baseline, ...], path: Path) -> Personal:
    """The newest of these, named in the log."""
    if not baselines:
        log.info("postures are not measured: there is no baseline at %s; `easeband baseline` records one", path)
        return ANYBODY
    log.info("baseline: %s", "; ".join(" ".join(line.split()) for line in baseline_in_words(baselines[-1])))
    return baselines[-1].personal


def mounting_on(site: BodySite, mountings: tuple[Mounting, ...]) -> Mounting | None:
    """The newest of these that was learned where the device is worn now, named in the log."""
    here = next((one for one in reversed(mountings) if one.site == site), None)
    words = "; ".join(mounting_in_words(here)) if here else f"none on the {site}; `easeband mounting` learns one"
    log.info("mounting: %s", words)
    return here


def best_panel() -> OpenedPanel:
    """By the kernel's own interface, else by gpiozero, which may know another way. Raises PanelMissing."""
    if os.environ.get(FACTORY_VARIABLE) not in {None, "", "lgpio"}:
        return _panel_of_gpiozero()
    try:
        return KernelPanel()
    except PanelMissing as error:
        log.debug("gpiozero is asked for the pins: %s", error)
        return _panel_of_gpiozero()


def _panel_of_gpiozero() -> OpenedPanel:
    from drivers.panel import Panel  # noqa: PLC0415 - 4 MB of memory, for nothing where the kernel's interface serves

    return Panel()


def open_panel(clock: Clock, opened: ExitStack) -> KeptPanel:
    """The lights and the button, which `opened` closes and which are looked for again where they are missing."""
    panel = KeptPanel(best_panel, clock)
    opened.callback(panel.close)
    return panel
