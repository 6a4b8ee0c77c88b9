"""The places of the line: devices with their two programs and a clinic with its collector, each on its own machine.

Knows what is started where and what is done after a program ended; must never know which faults there are.
"""

import math
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from device.store import Ledger, WaitingFile
from device.store.damage import open_store
from device.system.config import Broker, Config, Device, Files
from sync.clinic.collector import run_collector
from sync.clinic.database import Clinic
from sync.uplink.uploader import run_uploader
from tests.world.files import Card
from tests.world.hub import Hub, Program
from tests.world.link import Network
from tests.world.machine import IN_1970_S, IN_2099_S, Machine, MachineClock
from tests.world.recorder import Recorder
from tests.world.story import Story
from tests.world.truth import Truth

RESTART_S: Final = 5.0  # as systemd waits
NTP_AFTER_S: Final = (15.0, 60.0, 3600.0, 2 * 86_400.0)
NTP_AGAIN_S: Final = 1800.0
BROKER: Final = Broker("world")


@dataclass(frozen=True)
class Around:
    """What a place is made of. `failed` is told what does not hold."""

    hub: Hub
    story: Story
    machine: Machine
    network: Network
    card: Card
    dice: Random
    failed: Callable[[str], None]


class Place:
    """A machine with programs that are started again when they end."""

    def __init__(self, around: Around) -> None:
        self.hub, self.story, self.machine, self.network = around.hub, around.story, around.machine, around.network
        self.card, self.dice, self._failed = around.card, around.dice, around.failed
        self.clock = MachineClock(self.machine)
        self.is_on = True
        self.running: dict[str, Program] = {}
        self.bodies: dict[str, Callable[[Program], None]] = {}

    def start(self, name: str) -> None:
        """A run of the program, if the machine is on and it is not running."""
        if not self.is_on or name in self.running:
            return
        full = f"{self.machine.name} {name}"
        program = Program(self.hub, full, lambda: self.bodies[name](program), lambda ended: self._ended(name, ended))
        self.running[name] = program
        self.story.say(full, "starts")
        program.start()

    def start_all(self) -> None:
        """All of its programs."""
        for name in self.bodies:
            self.start(name)

    def kill(self, name: str, steps: int = 0) -> None:
        """End the program now, or in so many steps of its own."""
        program = self.running.get(name)
        if program and steps:
            program.dies_in = steps
        elif program:
            program.kill()

    def stop(self, name: str) -> None:
        """Ask it to end."""
        if program := self.running.get(name):
            program.stop_wanted = True
            program.wake(self.hub.now_s)

    def power_off(self) -> None:
        """Everything ends at once."""
        self.is_on = False
        self.story.say(self.machine.name, "loses its power")
        for name in list(self.running):
            self.kill(name)

    def _ended(self, name: str, program: Program) -> None:
        del self.running[name]
        how = "is killed" if program.is_dead else "has ended"
        self.story.say(program.name, how)
        if program.failure:
            self._failed(f"{program.name} ended with {program.failure!r}")
        self.hub.at(self.hub.now_s + RESTART_S, lambda: self.start(name))


class WornDevice(Place):
    """A device: a recorder and its sync, on a card of its own."""

    def __init__(self, device: str, around: Around) -> None:
        super().__init__(around)
        self.device = device
        self.truth = Truth(self.machine, self._changed)
        self.hold.parent.mkdir()
        self.off_at_s = self.hub.now_s
        self.times_put_back, self.put_back_s = 0, -math.inf  # its card, from a copy
        self.has_double = False  # its card was copied, and both copies were used
        self.bodies = {"recorder": self._record, "sync": self._sync}

    @property
    def store(self) -> Path:
        """The recorder's file."""
        return self.card.folder / "device.db"

    @property
    def receipts(self) -> Path:
        """The file of sync."""
        return self.card.folder / "sync.db"

    @property
    def hold(self) -> Path:
        """What waits for the card, in memory."""
        return self.card.folder.with_name(f"{self.machine.name}.run") / "waiting.json"

    def power_off(self) -> None:
        """What is in memory is gone."""
        self.off_at_s = self.clock.utc_s()
        super().power_off()
        self.hold.unlink(missing_ok=True)
        if too_much := self.truth.power_cut():
            self._failed(f"{self.machine.name}: {too_much}")

    def power_on(self) -> None:
        """A new boot: a Pi has no battery for its clock, so it shows what the card last knew, or the beginning."""
        self.machine.boot()
        self.is_on = True
        shows = self.dice.choices((self.off_at_s, self.hub.now_s, IN_1970_S, IN_2099_S), (5, 3, 2, 1))[0]
        self.machine.show(shows)
        self.story.say(
            self.machine.name, f"boots, boot {self.machine.boots}, its clock is {self.machine.off_s:+.0f} s off"
        )
        self.start_all()
        self._synchronise_later(self.machine.boots, self.dice.choice(NTP_AFTER_S) * self.dice.uniform(0.5, 1.0))

    def _synchronise_later(self, boot: int, after_s: float) -> None:
        def synchronise() -> None:
            if self.machine.boots != boot or not self.is_on:
                return
            if self.network.is_up:
                self.machine.synchronise()
                self.story.say(self.machine.name, "its clock is synchronised")
            else:
                self._synchronise_later(boot, NTP_AGAIN_S)

        self.hub.at(self.hub.now_s + after_s, synchronise)

    def _record(self, program: Program) -> None:
        dice = Random(self.dice.random())
        recorder = Recorder(self._ledger, self.clock, dice, self.truth, program)
        program.on_death.append(self.truth.ended)
        recorder.run()
        self.truth.ended()

    def _ledger(self) -> Ledger:
        return Ledger(lambda: open_store(self.store), self.clock, hold=WaitingFile(self.hold))

    def stir(self) -> None:
        """Something happens at the patient's now: it is recorded at once."""
        if recorder := self.running.get("recorder"):
            recorder.wake(self.hub.now_s)

    def _changed(self) -> None:
        """Something is in the store: sync sees it when it next looks."""
        if sync := self.running.get("sync"):
            sync.wake(self.hub.now_s + self.dice.uniform(0, 2))

    def _sync(self, program: Program) -> None:
        files = Files(str(self.store), str(self.receipts))
        config = Config(Device(self.device), files=files, broker=BROKER)
        chance = Random(self.dice.random()).random
        run_uploader(config, self.clock, program.stopping, self.network.connection, chance=chance)


class ClinicSite(Place):
    """The clinic's machine, whose clock is right."""

    def __init__(self, around: Around) -> None:
        super().__init__(around)
        self.machine.synchronise()
        names = ("collector", "second")[: self.dice.choice((1, 1, 2))]
        self.bodies = {name: partial(self._collect, name) for name in names}

    @property
    def database(self) -> Path:
        """The clinic's file."""
        return self.card.folder / "clinic.db"

    def _collect(self, name: str, program: Program) -> None:
        chance = Random(self.dice.random()).random
        with closing(Clinic(f"sqlite:///{self.database}", waits=True)) as clinic:
            run_collector(
                *(BROKER, clinic, self.clock, program.stopping),
                name=name,
                connection=self.network.connection,
                chance=chance,
            )
