"""What the synthetic person does: elbow bends, until somebody prescribes a programme by its file or from the clinic.

Knows which of the two counts, and who hears of it; must never know how a programme comes here or is judged.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from device.health import PartState, ProgrammeState
from device.program import PrescribesExercises
from device.programme import Programme
from device.programme.items import Item
from device.records.facts import Checkup, ExerciseSession
from device.simulation.people.prescription import elbow_programme


class UntilPrescribed:
    """What is kept, as on a device; where that is nothing at all, elbow bends are due."""

    def __init__(self, kept: PrescribesExercises, heed: Callable[[Sequence[Item]], object]) -> None:
        """`heed` hears what to do from the next session on."""
        self._kept, self._heed, self._elbow = kept, heed, elbow_programme()
        self._tell()

    @property
    def accepted(self) -> Programme | None:
        """The one that is kept; nothing while the first one waits to be accepted."""
        return self._elbow if self._nothing_is_kept else self._kept.accepted

    @property
    def waiting(self) -> Programme | None:
        """The one that the person at the terminal may accept."""
        return self._kept.waiting

    def accept(self) -> None:
        """The waiting one is in force."""
        self._kept.accept()
        self._tell()

    def look(self) -> None:
        """Whether there is another file or message by now."""
        self._kept.look()
        self._tell()

    def heed(self, session: ExerciseSession | Checkup) -> None:
        """A session was done, or a check-up begun."""
        self._kept.heed(session)

    def courses(self) -> Sequence[ProgrammeState]:
        """How far those that were prescribed have come."""
        return self._kept.courses()

    def states(self) -> Sequence[PartState]:
        """As on a device, and that elbow bends are due where nothing else is."""
        said = self._kept.states()
        if not self._nothing_is_kept:
            return said
        return [
            replace(state, text=f"{state.text}: the simulated person bends the elbow until one is") for state in said
        ]

    @property
    def _nothing_is_kept(self) -> bool:
        return self._kept.accepted is None and self._kept.waiting is None

    def _tell(self) -> None:
        self._heed((self._kept.accepted or self._kept.waiting or self._elbow).items)
