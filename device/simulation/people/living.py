"""The synthetic person, who now and then does a session: everyday movement, and somebody who sees the lights.

Knows when a session is due in the person's hour; must never know how an exercise or a check-up is done or judged.
"""

from collections import deque
from collections.abc import Sequence

from device.programme.items import Item
from device.signals.samples import Floats
from device.simulation.people.checkup_patient import CheckupPatient
from device.simulation.people.eyes import Eyes, Levels
from device.simulation.people.patient import Doing, Patient
from device.simulation.people.person import SCRIPTED_HOUR_S, SESSION_STARTS_S, Person
from device.simulation.people.temperament import AS_TOLD, PatientsSet, Temperament

REMEMBERED = 3  # sessions that may still be asked for
STARTS_WITHIN_S = 1.0


class LivingPerson(Person):
    """The synthetic person, without end, who does the `items` whenever a session starts in the hour.

    A session that somebody else opens, at the keyboard of a simulated panel, is done too: the limb follows the lights.
    Where the lights offer a check-up instead, that is done.
    """

    def __init__(
        self,
        items: Sequence[Item],
        starts_s: Sequence[float] = (SESSION_STARTS_S,),
        temperament: Temperament = AS_TOLD,
    ) -> None:
        self._items, self._starts_s, self._temperament = items, starts_s, temperament
        self._eyes = Eyes()
        self._patient: Patient | CheckupPatient | None = None
        self._sessions: deque[tuple[float, float, Patient | CheckupPatient]] = deque(maxlen=REMEMBERED)

    def heed(self, items: Sequence[Item]) -> None:
        """From the next session on, these are done."""
        self._items = items

    @property
    def in_session(self) -> bool:
        """Whether a session is being done, as the person sees it."""
        return self._patient is not None

    @property
    def sessions(self) -> list[list[PatientsSet]]:
        """What was done in the last sessions, by the person's own account."""
        return [list(patient.done) for _, _, patient in self._sessions if isinstance(patient, Patient)]

    def see(self, now_s: float, levels: Levels) -> None:
        """The lights at this moment: begin a session where one is due, and go on with it."""
        into_s = now_s % SCRIPTED_HOUR_S
        self._eyes.look(now_s, levels)
        if self._patient is None and any(0 <= into_s - start_s < STARTS_WITHIN_S for start_s in self._starts_s):
            self._begin(now_s)
        elif self._patient is None and self._eyes.steadily(left=False, middle=True, right=False):
            self._begin(now_s, pressed_by_another=True)
        elif self._eyes.offer_checkup() and (self._patient is None or self._has_opened(self._patient)):
            self._begin_checkup(now_s, pressed_by_another=self._patient is None)
        if self._patient is not None:
            self._patient.see(now_s, levels)
            self._end_if_over(self._patient, now_s)

    def _begin(self, now_s: float, *, pressed_by_another: bool = False) -> None:
        self._patient = Patient(self._items, now_s, self._temperament, pressed_by_another=pressed_by_another)
        self._sessions.append((now_s, float("inf"), self._patient))

    def _has_opened(self, patient: Patient | CheckupPatient) -> bool:
        return isinstance(patient, Patient) and patient.doing is Doing.LOOKING

    def _begin_checkup(self, now_s: float, *, pressed_by_another: bool) -> None:
        if self._patient is not None:  # who opened it expected an exercise
            since_s, _, opener = self._sessions.pop()
            self._sessions.append((since_s, now_s, opener))
        self._patient = CheckupPatient(now_s, is_open=True, pressed_by_another=pressed_by_another)
        self._sessions.append((now_s, float("inf"), self._patient))

    def _end_if_over(self, patient: Patient | CheckupPatient, now_s: float) -> None:
        if patient.gone:
            since_s, _, _ = self._sessions.pop()
            self._sessions.append((since_s, now_s, patient))
            self._patient = None

    def presses(self, now_s: float) -> bool:
        """Whether the finger is on the button."""
        return self._patient.presses(now_s) if self._patient else super().presses(now_s)

    def over(self, now_s: float) -> bool:  # noqa: ARG002 - no moment ends it
        """Never."""
        return False

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        """Acceleration in g and rotation in deg/s, each [n, 3], in the sensor's axes."""
        acceleration, rotation = super().__call__(time_s)
        for since_s, until_s, patient in self._sessions:
            within = (time_s >= since_s) & (time_s < until_s)
            if within.any():
                acceleration[within], rotation[within] = patient(time_s[within])
        return acceleration, rotation
