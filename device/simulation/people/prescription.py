"""A therapist who never writes: one programme that is followed from the start, and perhaps one that waits.

Knows programmes as values; must never know files, signatures or who accepts. For work without hardware and for tests.
"""

from collections.abc import Sequence
from datetime import date

from device.health import PartState, ProgrammeState
from device.programme import Programme
from device.programme.items import ELBOW, MOST_BLOCKS_A_DAY, DailySchedule, Item
from device.records.facts import Checkup, ExerciseSession
from device.records.sites import USUAL_SITE

OFTEN = DailySchedule(per_day=MOST_BLOCKS_A_DAY)


def everyday_programme(*items: Item, rating: bool = False) -> Programme:
    """A programme of these items that is valid on every day."""
    return Programme(
        id="simulated",
        version=1,
        issued=date.min,
        valid_from=date.min,
        valid_to=date.max,
        author="nobody",
        limb="the simulated one",
        site=USUAL_SITE,
        items=items,
        rating=rating,
    )


def elbow_programme() -> Programme:
    """One set of elbow bends, as often as the device allows: what the synthetic person does."""
    return everyday_programme(Item(ELBOW, schedule=OFTEN))


class Prescription:
    """Programmes in memory."""

    def __init__(self, accepted: Programme | None, waiting: Programme | None = None) -> None:
        self._accepted, self._waiting = accepted, waiting

    @property
    def accepted(self) -> Programme | None:
        """The one that is followed."""
        return self._accepted

    @property
    def waiting(self) -> Programme | None:
        """A newer one that was not accepted yet."""
        return self._waiting

    def accept(self) -> None:
        """From now on the one that waits is followed."""
        self._accepted, self._waiting = self._waiting or self._accepted, None

    def look(self) -> None:
        """Nothing ever comes."""

    def heed(self, _session: ExerciseSession | Checkup) -> None:
        """Nobody asks whether it was the first."""

    def courses(self) -> Sequence[ProgrammeState]:
        """Nobody prescribed anything."""
        return ()

    def states(self) -> Sequence[PartState]:
        """All is well."""
        return [PartState("programme", works=True, text="simulated")]
