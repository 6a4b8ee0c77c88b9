"""What happens to each synthetic patient, and how an injection of botulinum toxin acts in time.

Knows courses of weeks and months; must never know what a day of them looks like.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from typing import Final

SYNTHETIC: Final = "synthetic"
MUSCLES: Final = (("biceps", 50.0), ("brachioradialis", 25.0))
ONSET_DAYS: Final = 6.0  # ours, for the time it takes to act: onset within days, best after two to four weeks
WANING_DAYS: Final = 6.0  # ours: how suddenly it wanes around the day on which half of it is gone


@dataclass(frozen=True)
class Story:
    """One course. `rest_tremor` is the share of the time at rest that trembles, untreated; days are counted back.

    takes_away: the part of it that an injection takes away at best. lasts_days: until half of that is gone.
    """

    name: str
    says: str
    rest_tremor: float
    injected_days_ago: tuple[int, ...] = ()
    takes_away: float = 0.0
    lasts_days: float = 80.0
    tilt_deg: float = 22.0
    slipped_days_ago: int | None = None
    no_exercise_for_days: int = 0
    not_worn_for_days: int = 0
    silent_for_days: int = 0
    hurts_for_days: int = 0
    clock_was_wrong: bool = False

    def relief(self, days_ago: int) -> float:
        """The part of the tremor that injections take away on that day."""
        return max((self._relief(at - days_ago) for at in self.injected_days_ago), default=0.0)

    def _relief(self, days_since: int) -> float:
        if days_since <= 0:
            return 0.0
        risen = 1 - math.exp(-((days_since / ONSET_DAYS) ** 2))
        return self.takes_away * risen / (1 + math.exp((days_since - self.lasts_days) / WANING_DAYS))


STORIES: Final = (
    Story("Aino", "an injection five weeks ago works", 0.42, (36, 140, 240, 340), takes_away=0.6),
    Story("Bela", "the last injection, nine weeks ago, did nothing", 0.45, (64, 150, 240, 330)),
    Story("Carla", "the last injection has worn off", 0.50, (96, 190, 285), takes_away=0.65, lasts_days=70),
    Story("Dimitri", "the sensor slipped ten days ago", 0.30, slipped_days_ago=10),
    Story("Esi", "stopped exercising three weeks ago", 0.25, (50, 145), takes_away=0.4, no_exercise_for_days=21),
    Story("Farid", "has not worn the band for eight days", 0.35, not_worn_for_days=8),
    Story("Greta", "exercise hurts a lot since last week", 0.28, (20, 110), takes_away=0.5, hurts_for_days=7),
    Story("Hugo", "nothing has come for four days", 0.33, (75,), takes_away=0.5, silent_for_days=4),
    Story("Ines", "all is steady", 0.15, (42, 130, 220, 310), takes_away=0.3, tilt_deg=12.0),
    Story("Jakub", "one day came with a date of 2099", 0.38, (30, 118), takes_away=0.55, clock_was_wrong=True),
    Story("Kiri", "injected last week, it begins to work", 0.48, (8, 98, 190), takes_away=0.6),
    Story("Leo", "no injection ever, exercises daily", 0.32),
)


@dataclass(frozen=True)
class SyntheticPatient:
    """A patient of this clinic: a device of that name, and a story. `seed` makes each one's days its own."""

    device: str
    name: str
    story: Story
    seed: int

    def injections(self, today: date, days: int) -> list[date]:
        """When this patient was injected, of the last `days` days, the first one first."""
        return sorted(today - timedelta(ago) for ago in self.story.injected_days_ago if ago < days)

    @property
    def muscles(self) -> tuple[tuple[str, float], ...]:
        """Muscles and units of each injection: made up, and the same each time."""
        return tuple((muscle, units + 5.0 * (self.seed % 3)) for muscle, units in MUSCLES)


def synthetic_patients(number: int) -> Iterator[SyntheticPatient]:
    """So many of them; the stories come again and again, each time with other days."""
    for index, story in zip(range(number), cycle(STORIES), strict=False):
        again = f" {index // len(STORIES) + 1}" if index >= len(STORIES) else ""
        yield SyntheticPatient(f"{SYNTHETIC}-{index + 1:04d}", f"{story.name}{again} ({SYNTHETIC})", story, index + 1)
