"""The bench for `easeband run --simulated`: a chip below smbus2, pins below gpiozero, and somebody who moves.

Knows how the simulated parts are plugged in below the real ones; must never reach into the loop's decisions.
"""

import argparse
import logging
import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from device.prescription import KeptProgramme
from device.program import PrescribesExercises, build_loop
from device.programme.items import Item
from device.raw_recording import AtOnce
from device.recordings import BadRecording, read_recording
from device.signals.samples import Floats
from device.simulation.people import Levels, LivingPerson, Person
from device.simulation.people.person import SESSION_STARTS_S
from device.simulation.people.prescription import Prescription, elbow_programme
from device.simulation.replay import Replay, joined
from device.simulation.terminal_panel import TerminalPanel
from device.simulation.until_prescribed import UntilPrescribed
from device.system.arguments import AT_PRESENT
from device.system.clock import PacedClock, SystemClock
from device.system.command import complain
from device.system.config import Config
from device.system.terminal import say
from drivers.battery import PISUGAR3_ADDRESS
from drivers.panel import Panel
from drivers.simulated import ChipOnBus, Defect, Fault, SimulatedChip, SimulatedPisugar3, simulated_i2c
from drivers.simulated.panel import SimulatedPanel

log = logging.getLogger(__name__)

NOISE_SEED = 1  # the sensor's noise is the same at every start
MINUTE_S = 60.0
SOON_S = 20.0  # into the hour: who watches from its start sees a session soon
PLAYED_FROM_S = 0.0  # a recording's first sample falls on this monotonic second ...
WARM_UP_S = 0.2  # ... and the device starts this much earlier: the sensor's reset and settling take as long
PROGRESS_S = 300.0  # simulated seconds between two lines about the history
SEEN_EVERY_S = 0.02  # the lights by the person, and keys and fingers by the device
LAST_TICK_S = 0.02  # a recording ends one tick early, so that nothing else is ever measured


class Actor(Protocol):
    """Whoever wears the simulated band."""

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        """The motion."""

    def presses(self, now_s: float) -> bool:
        """Whether the finger is on the button."""

    def see(self, now_s: float, levels: Levels) -> None:
        """The lights at this moment, from left to right."""

    def over(self, now_s: float) -> bool:
        """Whether there is nothing left to see."""


class Playback(Replay):
    """A recording, which presses nothing, heeds nothing and ends."""

    def presses(self, now_s: float) -> bool:  # noqa: ARG002 - at no moment
        """Never."""
        return False

    def see(self, now_s: float, levels: Levels) -> None:
        """Do nothing: what was recorded was recorded."""

    def heed(self, items: Sequence[Item]) -> None:
        """Do nothing: nor does it follow a programme."""

    def over(self, now_s: float) -> bool:
        """Once the last sample has come."""
        return now_s >= self.end_s - LAST_TICK_S


def run_simulated(config: Config, arguments: argparse.Namespace, stopping: Callable[[], bool]) -> int:
    """Run on the bench until asked to stop or the recording is over."""
    clock = _clock(config, arguments.history * MINUTE_S)
    try:
        actor = _played(Path(arguments.simulated)) if arguments.simulated else _living()
    except BadRecording as error:
        return complain("run", f"{arguments.simulated}: {error}")
    with ExitStack() as opened:
        prescribes = UntilPrescribed(KeptProgramme(config, clock), actor.heed)
        bench = Bench(config, clock, actor, opened, prescribes=prescribes)
        bench.live_to_the_present(stopping)
        clock.set_speed(arguments.speed)
        bench.live(stopping, opened.enter_context(TerminalPanel(bench.pins)) if TerminalPanel.available() else None)
        bench.loop.finish()
    return 0


def in_minutes(seconds: float) -> str:
    """1 minute, 24 minutes."""
    minutes = round(seconds / MINUTE_S)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


class Bench:
    """The device's own loop over simulated parts, and the actor who moves them."""

    def __init__(
        self,
        config: Config,
        clock: PacedClock,
        actor: Actor,
        opened: ExitStack,
        *,
        faults: Sequence[Fault] = (),
        defects: Sequence[Defect] = (),
        prescribes: PrescribesExercises | None = None,
    ) -> None:
        """Plug everything in; `opened` unplugs it. What goes wrong with the chip: `drivers/simulated/faults.py`.

        Unless somebody else `prescribes`, elbow bends are due.

        Raises StoreUnusable.
        """
        self.clock, self._actor = clock, actor
        seed = NOISE_SEED if isinstance(actor, Person) else None
        chip = SimulatedChip(actor, clock.monotonic_s, noise_seed=seed, faults=faults, defects=defects)
        chips: dict[int, ChipOnBus] = {config.sensor.address: chip}
        if config.battery.board == "pisugar3":
            chips[PISUGAR3_ADDRESS] = SimulatedPisugar3(clock.monotonic_s)
        opened.enter_context(simulated_i2c({config.sensor.bus: chips}))
        self.pins = SimulatedPanel()
        self.panel = Panel(self.pins.factory, tells_edges=True)
        opened.callback(self.panel.close)
        prescribes = prescribes or Prescription(elbow_programme())
        self.loop = build_loop(config, clock, self.panel, opened, prescribes=prescribes, writer=AtOnce())

    def live_to_the_present(self, stopping: Callable[[], bool]) -> None:
        """Step until simulated time has caught up with real time; say how far it is, and log AT_PRESENT."""
        real, said_s = SystemClock(), self.clock.monotonic_s()
        while self.clock.utc_s() < real.utc_s() - MINUTE_S and not (stopping() or self._over()):
            self.step(finger=False)
            if self.clock.monotonic_s() - said_s >= PROGRESS_S:
                said_s = self.clock.monotonic_s()
                left_s = real.utc_s() - self.clock.utc_s()
                say(f"simulating the past: {in_minutes(left_s)} to go")
        if not (stopping() or self._over()):
            log.info(AT_PRESENT)

    def live(self, stopping: Callable[[], bool], terminal: TerminalPanel | None) -> None:
        """Step until asked to stop, by a signal or at the terminal, or nothing is left to play."""
        while not (stopping() or self._over() or (terminal is not None and terminal.quit)):
            self.step(finger=terminal is not None and terminal.look(self.clock.monotonic_s(), self.loop.state_in_words))

    def _over(self) -> bool:
        return self._actor.over(self.clock.monotonic_s())

    def step(self, *, finger: bool) -> None:
        """One look of everybody at everybody, with the finger of whoever sits at the terminal on the button or not."""
        now_s = self.clock.monotonic_s()
        self.pins.press(down=finger or self._actor.presses(now_s))
        self._actor.see(now_s, self.pins.levels())
        if self.loop.due:
            self.loop.step()
        self.loop.wait(SEEN_EVERY_S)


def _played(recording: Path) -> Playback:
    return Playback(joined(read_recording(recording)), PLAYED_FROM_S)


def _living() -> LivingPerson:
    return LivingPerson(elbow_programme().items, (SOON_S, SESSION_STARTS_S))


def living_person() -> LivingPerson:
    """The synthetic person, who does what is due when nobody else prescribes."""
    return LivingPerson(elbow_programme().items)


def _clock(config: Config, history_s: float) -> PacedClock:
    real = SystemClock(config.device.timezone or None)
    start_utc_s = math.floor((real.utc_s() - history_s) / MINUTE_S) * MINUTE_S
    return PacedClock(start_utc_s - WARM_UP_S, real.dating().timezone, math.inf, PLAYED_FROM_S - WARM_UP_S)
