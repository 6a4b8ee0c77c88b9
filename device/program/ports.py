"""What the loop asks of its lights, its button, the keeper of raw movement and those who hear how its parts are.

Knows these shapes; must never know what stands behind them.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from device.exercise import Coach
from device.exercise.privacy import PrivateHour
from device.health import PartState, ProgrammeState
from device.programme import Programme
from device.records.facts import Checkup, ExerciseSession, Gap, Record
from device.signals.samples import Samples
from device.system.clock import Wakes


class PanelPort(Protocol):
    """Three lights and a button: `drivers.panel.Panel` or anything like it."""

    @property
    def edges(self) -> Wakes | None:
        """Happens whenever the contact opens or closes, until `pressed` is asked; None where nobody would tell."""

    def pressed(self) -> bool:
        """Whether the button is down at this moment."""

    def show(self, left: float, middle: float, right: float) -> None:
        """Set the brightness of each light, 0 to 1."""


class RawMovement(Protocol):
    """What becomes of raw samples: `device.snippets.folder.SnippetKeeper`, or `NoSnippets` which forgets them."""

    def push(self, samples: Samples) -> None:
        """Remember these for a while."""

    def want(self, records: Iterable[Record]) -> None:
        """Keep what was around these, as far as they ask for it."""

    def finish(self) -> None:
        """Keep what was wanted and is not complete."""


class NoSnippets:
    """What stands in where nobody asked for raw movement: it is forgotten at once, and none of it is loaded."""

    def push(self, samples: Samples) -> None:
        """Not remembered."""

    def want(self, records: Iterable[Record]) -> None:
        """Not kept."""

    def finish(self) -> None:
        """Nothing is left."""


class RecordsSamples(Protocol):
    """What becomes of every sample as the chip gave it: `device.raw_recording.RawRecorder`, or `NoRecording`."""

    def push(self, portions: Sequence[Samples], gaps: Sequence[Gap], temperature_c: float | None) -> None:
        """Samples before any calibration, the gaps that ended with them, the chip's temperature."""

    def hold(self, now_s: float) -> None:
        """Nothing more comes until an hour of privacy is over."""

    def finish(self) -> None:
        """Keep what is left."""


class NoRecording:
    """What stands in where that is switched off and nothing of earlier is left; none of it is loaded then."""

    def push(self, portions: Sequence[Samples], gaps: Sequence[Gap], temperature_c: float | None) -> None:
        """Forgotten."""

    def hold(self, now_s: float) -> None:
        """Nothing is recorded anyway."""

    def finish(self) -> None:
        """Nothing is left."""


class TellsState(Protocol):
    """A part of the device that says how it is."""

    def states(self) -> Sequence[PartState]:
        """How it is at this moment."""


class HearsStates(Protocol):
    """Who is told how all parts are: `device.health.HealthFile` or anything like it."""

    def push(self, parts: Sequence[PartState]) -> None:
        """How the parts are at this moment."""


class PrescribesExercises(Protocol):
    """What the patient is to do: `device.prescription.KeptProgramme` or anything like it."""

    @property
    def accepted(self) -> Programme | None:
        """The last good one that the patient accepted; it stays whatever happens to the file."""

    @property
    def waiting(self) -> Programme | None:
        """A valid one of a higher version or another id, for this device and site, that did not end in the past."""

    def accept(self) -> None:
        """Take the waiting one; it is kept durably before it is in force."""

    def look(self) -> None:
        """Whether there is another file or message by now; called about once a minute."""

    def heed(self, session: ExerciseSession | Checkup) -> None:
        """A session was done, or a check-up begun."""

    def courses(self) -> Sequence[ProgrammeState]:
        """How far those that were prescribed have come, for whoever prescribes."""

    def states(self) -> Sequence[PartState]:
        """Part "programme": which one is in force, waits, has ended or has not begun; or why the file is refused."""


class KeepsInterrupted(Protocol):
    """Who keeps what a power cut would interrupt: `device.interrupted.InterruptedFile` or anything like it."""

    def push(self, coach: Coach) -> None:
        """What is going on at this moment."""

    def finish(self, private: PrivateHour | None) -> None:
        """Everything else was kept elsewhere: only an hour of privacy goes on."""
