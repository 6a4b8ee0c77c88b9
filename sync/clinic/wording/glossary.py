"""What each kind of movement episode and each context is called, what it says and what it cannot say, for a therapist.

Knows how the analysis decides, in plain words; must never know documents, HTML or what time it is.
"""

from dataclasses import dataclass
from typing import Final

from device.day.document import DayContext
from device.records.facts import EpisodeKind


@dataclass(frozen=True)
class Entry:
    """One word that the pages use: `says` is what was measured, `but` what nobody can tell from it."""

    word: str
    says: str
    but: str


KINDS: Final[dict[EpisodeKind, Entry]] = {
    "rhythmic": Entry(
        "tremor",
        "Rhythmic movement, 1.5 to 12 times a second, for at least 3 s.",
        "A fast rhythm on purpose, such as brushing teeth, can look alike. Why a limb shakes cannot be measured.",
    ),
    "jerk": Entry(
        "jerk",
        "A burst shorter than 0.3 s, far faster than the movement around it. Jerks within 2 s of each other are one.",
        "A quick movement on purpose looks alike. What repeats itself regularly, or falls into tremor, is left out.",
    ),
    "sustained posture": Entry(
        "sustained posture",
        "The limb held nearly still for at least 5 s, tilted away from the person's own neutral position.",
        "A posture on purpose looks alike. A turn about the vertical cannot be seen; without a neutral position that "
        "was recorded, no posture can.",
    ),
    "spasm": Entry(
        "spasm",
        "A fast shift of the limb, then held nearly still in the new position for at least 1 s.",
        "A fast reach on purpose that stays where it went looks alike. Without a gyroscope none is seen.",
    ),
    "repetitive": Entry(
        "repetitive movement",
        "Slow movement that repeats itself 0.5 to 1.5 times a second, for at least 4 cycles, outside exercise.",
        "Walking and many things that hands do look alike; walking is left out only where its steps show.",
    ),
}

CONTEXTS: Final[dict[DayContext, Entry]] = {
    "rest": Entry(
        "at rest",
        "The limb did little else, however hard it trembled.",
        "A limb that is held up still is at rest too: this is not the rest tremor of an examination.",
    ),
    "moving": Entry(
        "moving",
        "The limb also moved more slowly than tremor does.",
        "What it was moved for cannot be measured.",
    ),
    "vehicle": Entry(
        "in a vehicle",
        "Something shook the limb and hardly turned it, as a car, bus or train does.",
        "A limb that moves much hides the vehicle; without a gyroscope none can be told.",
    ),
    "exercise": Entry(
        "exercise",
        "It began, went on or ended during an exercise set.",
        "Repeated movement then is the exercise and no episode, and the button confirms nothing.",
    ),
}

IRREGULARITY: Final = Entry(
    "irregularity",
    "How much the frequency of tremor changes from one cycle to the next: the middle half of all changes.",
    "For the trend of one person. It is not a diagnosis, and two persons do not compare by it.",
)

UNCONFIRMED: Final = (
    "Unconfirmed: a movement that was meant looks the same to one sensor on a limb. Other than tremor, an episode "
    "counts as confirmed only when the patient pressed the button within a minute of it, outside exercise."
)
"""What the word means wherever the pages use it; see `device.day.confirmation`."""

GLOSSARY: Final = (*KINDS.values(), *CONTEXTS.values(), IRREGULARITY)
