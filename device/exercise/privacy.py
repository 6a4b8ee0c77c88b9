"""An hour of privacy: from when to when nothing is recorded, and what the records say of it.

Knows stretches of time; must never know the button, sensors or files.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from device.records.facts import Dating, Gap

PRIVATE_S: Final = 3600.0
TOLD_S: Final = 60.0  # how often its gap is written while it lasts: a power cut loses no more


Change = Literal["begins", "ends", "stays"]


@dataclass(frozen=True)
class PrivateHour:
    """Nothing is recorded from `since_s` to `until_s`, monotonic seconds of one boot."""

    since_s: float
    until_s: float

    def gap(self, now_s: float) -> Gap:
        """What is kept of it by `now_s`. It begins where an earlier one did, whose place it takes."""
        return Gap(self.since_s, max(0.0, min(now_s, self.until_s) - self.since_s), "privacy")


def private_from(now_s: float) -> PrivateHour:
    """An hour that begins now."""
    return PrivateHour(now_s, now_s + PRIVATE_S)


def gone_on(hour: PrivateHour, then: Dating, now_s: float, now: Dating) -> PrivateHour | None:
    """What is left at `now_s` of an hour that was kept with the dating `then`; None once it is over.

    After another power-up only the clock tells how much has gone by. Where nobody can know, none has.
    """
    if then.boot == now.boot:
        return hour if now_s < hour.until_s else None
    if "unknown" in {then.trust, now.trust}:
        return private_from(now_s)
    until_s = hour.until_s + then.utc_minus_monotonic_s - now.utc_minus_monotonic_s
    return PrivateHour(now_s, min(until_s, now_s + PRIVATE_S)) if until_s > now_s else None


class HiddenTime:
    """The hour that lasts, or the last one: of its time nothing is told."""

    def __init__(self, hour: PrivateHour | None) -> None:
        self._hour, self._lasts = hour, hour is not None

    def push(self, hour: PrivateHour | None, now_s: float) -> Change:
        """What changes if it is this hour now, or none."""
        begins, ends = hour is not None and not self._lasts, hour is None and self._lasts
        if hour is not None:
            self._hour = hour
        elif ends and self._hour is not None:
            self._hour = replace(self._hour, until_s=min(now_s, self._hour.until_s))
        self._lasts = hour is not None
        return "begins" if begins else "ends" if ends else "stays"

    def left_of(self, gaps: Iterable[Gap], now_s: float) -> list[Gap]:
        """What these gaps leave of themselves outside it."""
        return list(gaps) if self._hour is None else outside(gaps, self._hour, now_s)


def outside(gaps: Iterable[Gap], private: PrivateHour, now_s: float) -> list[Gap]:
    """What these gaps leave of themselves before the hour and after it, as it is by `now_s`."""
    end_s = min(now_s, private.until_s)
    parts = [part for gap in gaps for part in ((gap, -float("inf"), private.since_s), (gap, end_s, float("inf")))]
    return [cut for gap, from_s, to_s in parts if (cut := _cut(gap, from_s, to_s)).duration_s > 0]


def _cut(gap: Gap, from_s: float, to_s: float) -> Gap:
    start_s = max(gap.start_s, from_s)
    length_s = max(0.0, min(gap.start_s + gap.duration_s, to_s) - start_s)
    if gap.lost_samples is None or not gap.duration_s:
        return replace(gap, start_s=start_s, duration_s=length_s)
    lost = round(gap.lost_samples * length_s / gap.duration_s)
    return replace(gap, start_s=start_s, duration_s=length_s, lost_samples=lost)
