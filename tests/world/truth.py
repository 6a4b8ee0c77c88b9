"""What a device really recorded, when and where it really was, whatever its files and its clock say.

Knows which facts are on the card for certain; must never know how they got there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from device.records.facts import Record
from tests.world.machine import Machine

STEP_S: Final = 2.0  # a clock that is vouched for may be so much off: drift moves no record

Key = tuple[str, str, float]
"""Boot, kind, start."""


@dataclass(frozen=True)
class Fact:
    """A fact as it happened. `zones`: that the device was in from then until it was put on the card."""

    boot: str
    record: Record
    utc_s: float
    zones: tuple[str, ...]

    @property
    def key(self) -> Key:
        """What tells it from all others."""
        return self.boot, type(self.record).__name__, self.record.start_s


@dataclass
class Truth:
    """Of one card: what is on it for certain, and what may be since a kill left that open."""

    machine: Machine
    changed: Callable[[], None]
    committed: dict[Key, Fact] = field(default_factory=dict)
    perhaps: dict[Key, Fact] = field(default_factory=dict)
    is_worn: bool = True  # else nothing happens that is recorded
    dated_well: dict[str, bool] = field(default_factory=dict)  # whether the first clock that was vouched for was right
    _waiting: list[Fact] = field(default_factory=list)

    def offered(self, records: Sequence[Record]) -> None:
        """They are handed to the ledger now; from here on they may be on the card."""
        machine = self.machine
        self._waiting += [
            Fact(machine.boot_name, record, machine.booted_at_s + record.start_s, (machine.timezone,))
            for record in records
        ]

    def moved(self) -> None:
        """The device is in another zone: what waits is dated there."""
        self._waiting = [Fact(f.boot, f.record, f.utc_s, (*f.zones, self.machine.timezone)) for f in self._waiting]

    def written(self, is_written: bool) -> None:  # noqa: FBT001 - the ledger's answer
        """What the ledger said."""
        if is_written:
            self.committed |= {fact.key: fact for fact in self._waiting}
            self._waiting = []
            if self.machine.is_vouched_for:
                self.dated_well.setdefault(self.machine.boot_name, abs(self.machine.off_s) <= STEP_S)
            self.changed()

    def copied(self) -> "Truth":
        """What a copy of the card holds; what waits is not on it."""
        perhaps = self.perhaps | {fact.key: fact for fact in self._waiting}
        copied = Truth(self.machine, self.changed, committed=dict(self.committed), perhaps=perhaps)
        copied.dated_well = dict(self.dated_well)
        return copied

    def restored(self, from_copy: "Truth") -> None:
        """The card is that copy now."""
        self.committed, self.perhaps = dict(from_copy.committed), dict(from_copy.perhaps)
        self.dated_well, self._waiting = dict(from_copy.dated_well), []

    def ended(self) -> None:
        """The program is gone, killed or stopped: what waited may be on the card or not, and is not offered again."""
        self.perhaps |= {fact.key: fact for fact in self._waiting}
        if self._waiting and self.machine.is_vouched_for and abs(self.machine.off_s) > STEP_S:
            self.dated_well.setdefault(self.machine.boot_name, False)
        self._waiting = []
