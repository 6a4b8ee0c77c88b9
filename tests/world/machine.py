"""A computer of the line: its boots, its clock as it shows and is trusted, its card.

Knows what a clock may show and who vouches for it; must never know which programs read it.
"""

from typing import Final

from device.records.facts import Dating
from device.system.clock import trust_in
from tests.world.hub import Hub

UPTIME_AT_START_S: Final = 20.0
IN_1970_S, IN_2099_S = 0.0, 4_086_633_600.0  # 2099-07-01


class Machine:
    """What a boot and a setting of the clock change. `off_s`: how far its calendar is from the truth."""

    def __init__(self, hub: Hub, name: str, timezone: str) -> None:
        self.hub, self.name, self.timezone = hub, name, timezone
        self.boots = 0
        self.boot()

    def boot(self) -> None:
        """Its monotonic clock begins anew; nobody vouches for its calendar yet, which goes on as it was."""
        self.boots += 1
        self.booted_at_s = self.hub.now_s - UPTIME_AT_START_S
        self.off_s, self.is_vouched_for = 0.0, False

    @property
    def boot_name(self) -> str:
        """As the kernel would name this boot."""
        return f"{self.name}-{self.boots:04d}"

    def show(self, utc_s: float) -> None:
        """Its calendar is set to this, by nobody who knows."""
        self.off_s = utc_s - self.hub.now_s

    def synchronise(self, off_s: float = 0.0) -> None:
        """Somebody sets it right, or takes the time from somebody who is wrong by so much."""
        self.off_s, self.is_vouched_for = off_s, True


class MachineClock:
    """The clock that a program of the machine is given. A program that outlives a boot does not exist."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def monotonic_s(self) -> float:
        """Seconds since the boot."""
        return self._machine.hub.now_s - self._machine.booted_at_s

    def utc_s(self) -> float:
        """What the calendar shows."""
        return self._machine.hub.now_s + self._machine.off_s

    def sleep(self, seconds: float) -> None:
        """Let the others have their turns."""
        program = self._machine.hub.running
        assert program
        program.doze(seconds)

    def dating(self) -> Dating:
        """As the system's clock says it."""
        machine = self._machine
        trust = trust_in(self.utc_s(), lambda: machine.is_vouched_for)
        return Dating(machine.boot_name, self.utc_s() - self.monotonic_s(), machine.timezone, trust)
