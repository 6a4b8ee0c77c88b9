"""How somebody does what the lights say, and what they did by their own account.

Knows people as values; must never know lights, limbs or buttons.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Temperament:
    """How somebody does what the lights say. share: of the target that is reached. taps: the answer after a session.

    hurries: moves at a pace of their own. stops_at: repetitions or seconds after which it hurts, and a hold ends the
    session. gives_up_at: likewise, but pauses and walks away. trembles_deg: peak to peak, at trembles_hz, in the limb
    and the finger; trembles_more: of that size, is added each minute of the session.
    """

    share: float = 1.0
    hurries: bool = False
    stops_at: float | None = None
    gives_up_at: float | None = None
    trembles_deg: float = 0.0
    trembles_hz: float = 5.0
    trembles_more: float = 0.0
    taps: int = 1


AS_TOLD: Final = Temperament()


@dataclass(frozen=True)
class PatientsSet:
    """What the patient did in a set, by the patient's own account. furthest_deg: the limb's furthest."""

    exercise: str
    repetitions: int
    furthest_deg: float
