"""One world: devices, broker and clinic made from a seed, its faults, and what became of it.

Knows how everything is put together and in which order it ends; must never know what a fault does.
"""

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Final, TypeVar

from tests.world.broker import SUCCESS, Broker
from tests.world.bugs import planted
from tests.world.checks import HOUR_S, Promise, Watch, broken_promises, promises, quiet_faults, writers
from tests.world.faults import DAY_S, FAULTS, ZONES
from tests.world.files import Card, WatchedFiles, watched
from tests.world.hub import Hub
from tests.world.link import Network
from tests.world.machine import Machine
from tests.world.places import Around, ClinicSite, Place, WornDevice
from tests.world.story import IntoStory, Story

IN_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
FIRST_UTC_S: Final = (datetime(2026, 10, 1, tzinfo=UTC).timestamp(), datetime(2028, 10, 1, tzinfo=UTC).timestamp())
DAYS: Final = (10, 30, 60)
FAULTS_A_DAY: Final = (0.3, 1.0, 3.0)
KIND_SHARE: Final = 0.5  # of the kinds of faults that a world has: few kinds meet each other more often
OLD_COPIES: Final = 0.3  # of worlds in which a copy of the clinic's database may be weeks old; the broker loses nothing
ONE_NAME_SHARE: Final = 0.03  # of worlds in which two devices have one name
STRETCHES: Final = (8.0, 512.0, 512.0, 512.0)  # of waits for nothing: some worlds look often, most are fast
LONGEST_QUARREL_S: Final = 4 * HOUR_S  # of two of one name: they throw each other out every five minutes by then
STIRS, STIR_AFTER_S = 0.5, (0.0, 300.0)  # of faults: those while which something happens, and how soon
TOGETHER: Final = 0.8  # of messages that go out at one moment: these also arrive at one
CALM_S: Final = 2.5 * DAY_S  # after the last fault
QUIET_S: Final = 6 * HOUR_S  # the end of it

P = TypeVar("P", bound=Place)


@dataclass(frozen=True)
class Outcome:
    """`days`: of patients, as many as there are devices, each day once."""

    seed: int
    days: float
    messages: int
    faults: list[str]
    story: list[str]


def run_world(seed: int, *, is_told: bool = False, bug: str = "", days: int = 0) -> Outcome:
    """The world of this seed, from its first day to the quiet after its last; with a planted mistake, by its name.

    `days`: until nothing goes wrong any more, unless the seed is to say how many.
    """
    folder = Path(tempfile.mkdtemp(prefix="easeband-world-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None))
    world = World(seed, folder, is_told=is_told)
    world.days = days or world.days
    try:
        with watched(world.files, Random(f"{seed} names")), planted(bug):
            return world.run()
    finally:
        shutil.rmtree(folder)


class World:
    """Everything that is made from one seed."""

    def __init__(self, seed: int, folder: Path, *, is_told: bool = False) -> None:
        self.seed, self.dice = seed, Random(f"{seed} faults")
        shape = Random(f"{seed} shape")
        self.hub = Hub(shape.uniform(*FIRST_UTC_S), shape.choice(STRETCHES))
        self.story = Story(self.hub, is_told)
        self.faults: list[str] = []
        self.refused: dict[str, tuple[str, int]] = {}
        self._numbers, self._is_healed = 0, False
        self.days, self._faults_a_day = shape.choice(DAYS), shape.choice(FAULTS_A_DAY)
        self.copies_are_old = Random(f"{seed} copies").random() < OLD_COPIES
        latency = Random(f"{seed} latency")
        self.broker = Broker(
            lambda: self.hub.now_s,
            lambda: latency.uniform(0.01, 1.0),
            lambda: latency.random() < TOGETHER,
            refuses=self._refuses,
        )
        self.devices, self.cards = list[WornDevice](), list[Card]()
        self.files = WatchedFiles(self.hub, self.cards)
        self.twins, self._folder, self._promised = 0, folder, list[Promise]()
        self.clinic = self._place("clinic", folder, "Europe/Berlin", ClinicSite)
        for number in range(shape.choice((1, 1, 2, 3))):
            self._add_device(f"band-{number + 1}", f"band-{number + 1}", shape.choice(ZONES))
        if shape.random() < ONE_NAME_SHARE:
            self.twins += 1
            namesake = self._add_device("band-1", "namesake", shape.choice(ZONES))
            self.after(shape.uniform(HOUR_S, LONGEST_QUARREL_S), namesake.power_off)
        self._watch = Watch(self.clinic, self.fail)
        self.broker.seen = self._watch.seen

    def _add_device(self, device: str, machine: str, zone: str) -> WornDevice:
        self.devices.append(self._place(machine, self._folder, zone, partial(WornDevice, device)))
        return self.devices[-1]

    def add_twin(self, device: WornDevice) -> WornDevice:
        """Another device of the same name, which is off yet."""
        self.twins += 1
        twin = self._add_device(device.device, f"{device.machine.name}-twin", device.machine.timezone)
        twin.is_on = False
        return twin

    def promise(self, device: WornDevice) -> None:
        """What the clinic has of the device now, it has to have at the end."""
        self._promised += promises(device, self.clinic.database)

    def forget_promises(self) -> None:
        """The clinic lost some days by itself: of a card that is gone too, nobody has them any more."""
        self._promised = []

    def _place(self, name: str, folder: Path, zone: str, make: Callable[[Around], P]) -> P:
        own = folder / name
        own.mkdir()
        dice = Random(f"{self.seed} {name}")
        card = Card(own, Random(f"{self.seed} card of {name}"))
        self.cards.append(card)
        network = Network(self.hub, self.broker, Random(f"{self.seed} network of {name}"))
        return make(Around(self.hub, self.story, Machine(self.hub, name, zone), network, card, dice, self.fail))

    def run(self) -> Outcome:
        """All of it."""
        with told(self.story):
            self._live()
        self._kill_all()
        days = len(self.devices) * (self.days + 1)  # the last one is without faults
        return Outcome(self.seed, days, self._watch.messages, self.faults, self.story.in_words())

    def _live(self) -> None:
        began_s = self.hub.now_s
        for device in self.devices:
            device.power_on()
        self.clinic.start_all()
        self._draw_faults(began_s)
        if self._run_until(began_s + self.days * DAY_S):
            self._heal()
            if self._run_until(self.hub.now_s + CALM_S):
                self._end()

    def _run_until(self, end_s: float) -> bool:
        """Whether all that was to hold did."""
        while not self.faults and self.hub.now_s < end_s:
            self.hub.run(min(end_s, self.hub.now_s + HOUR_S))
        return not self.faults

    def _draw_faults(self, began_s: float) -> None:
        kinds = [act for act in FAULTS if self.dice.random() < KIND_SHARE] or list(FAULTS)
        for _ in range(round(self._faults_a_day * self.days)):
            act = self.dice.choices(kinds, [FAULTS[act] for act in kinds])[0]
            self.hub.at(began_s + self.dice.uniform(0, self.days * DAY_S), partial(self._do, act))

    def _do(self, act: Callable[["World"], None]) -> None:
        if self._is_healed:
            return
        act(self)
        if self.dice.random() < STIRS:
            self.after(self.dice.uniform(*STIR_AFTER_S), self.any_device().stir)

    def _heal(self) -> None:
        """Nothing goes wrong any more, and everything is on; the last facts come once all clocks are right."""
        self._is_healed = True
        self.say("from here on nothing goes wrong")
        self.refused.clear()
        self.broker.is_up = True
        for place in (self.clinic, *self.devices):
            place.card.fault, place.network.is_up, place.network.loses = "", True, 0.0
        if not self.clinic.is_on:
            self.clinic.is_on = True
            self.clinic.start_all()
        for device in self.devices:
            self._heal_device(device)
        for double in self._doubles():
            self.after_healing(LONGEST_QUARREL_S / 2, partial(self._no_more_facts, [double]))
            self.after_healing(LONGEST_QUARREL_S, partial(self._last_words, double))
        self.after_healing(DAY_S, partial(self._no_more_facts, self.devices))

    def _heal_device(self, device: WornDevice) -> None:
        device.truth.is_worn = True
        if not device.is_on:
            device.power_on()
        device.machine.synchronise()

    def _last_words(self, double: WornDevice) -> None:
        """The others of its name have no network for an hour: connections last for one turn of theirs by now."""
        others = [each for each in self.devices if each.device == double.device and each is not double]
        for other in others:
            other.network.cut()
        self.after_healing(HOUR_S, double.power_off)
        self.after_healing(HOUR_S, partial(self._back, others))

    def _back(self, devices: list[WornDevice]) -> None:
        for device in devices:
            device.network.is_up = True

    def _doubles(self) -> list[WornDevice]:
        """All but one device of each name: of one name, only one can be quiet."""
        first = {device.device: device for device in reversed(self.devices)}
        return [device for device in self.devices if device is not first[device.device]]

    def _no_more_facts(self, devices: list[WornDevice]) -> None:
        self.say(f"nobody wears {', '.join(device.machine.name for device in devices)} any more")
        for device in devices:
            device.truth.is_worn = False
            device.stop("recorder")

    def _end(self) -> None:
        """Compare what is left at both ends."""
        quiet_hour = int((self.hub.now_s - QUIET_S) // HOUR_S)
        self._kill_all()
        self.faults += writers(self._watch.in_hour, quiet_hour)
        self.faults += quiet_faults(self.devices, self.clinic, copies_are_old=self.copies_are_old)
        self.faults += broken_promises(self._promised, self.clinic.database)

    def _kill_all(self) -> None:
        for place in (self.clinic, *self.devices):
            place.is_on = False
            for name in list(place.running):
                place.kill(name)

    def fail(self, why: str) -> None:
        """Something does not hold."""
        self.faults.append(why)
        self.say(f"FAULT: {why}")

    def say(self, what: str) -> None:
        """For the story."""
        self.story.say("world", what)

    def after(self, seconds: float, act: Callable[[], object]) -> None:
        """Do that then, unless everything is healed by then."""

        def if_not_healed() -> None:
            if not self._is_healed:
                act()

        self.hub.at(self.hub.now_s + seconds, if_not_healed)

    def after_healing(self, seconds: float, act: Callable[[], object]) -> None:
        """Do that then, although everything is healed."""
        self.hub.at(self.hub.now_s + seconds, act)

    def any_device(self) -> WornDevice:
        """One of them."""
        return self.dice.choice(self.devices)

    def number(self) -> int:
        """One that nothing else has."""
        self._numbers += 1
        return self._numbers

    def broker_up(self) -> None:
        """The broker is there again."""
        self.broker.start()
        self.say("the broker is up")

    def _refuses(self, client: str, topic: str) -> int:
        part, code = self.refused.get(client, ("", SUCCESS))
        return code if part and f"/{part}" in topic else SUCCESS


@contextmanager
def told(story: Story) -> Iterator[None]:
    """The programs' logs go into the story where that is told, and nowhere else."""
    root, handler = logging.getLogger(), IntoStory(story)
    handlers, level = root.handlers, root.level
    root.handlers = [handler]
    root.setLevel(logging.INFO if story.is_told else logging.CRITICAL + 1)
    try:
        yield
    finally:
        root.handlers = handlers
        root.setLevel(level)
