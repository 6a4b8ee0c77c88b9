"""What a therapist may ask for, and the caps that nothing can lift.

Knows exercises, tempo and limits; must never know how movement is measured or shown. There is one built-in exercise:
programmes that a therapist writes, signs and sends do not exist yet.
"""

from dataclasses import dataclass
from typing import Annotated

from device.records.decoding import BadValue, Range

# Safety caps of the device, ours: no load, short and few blocks. No programme can raise them.
MOST_REPETITIONS = 100  # a set
MOST_BLOCK_S = 15 * 60.0
MOST_BLOCKS_A_DAY = 10

# A fade that takes longer is no flash, even when a reading of the clock comes late (device/exercise/cues.py).
SHORTEST_FADE_S = 2.0
LONGEST_PHASE_S = 30.0

Fade = Annotated[float, Range(SHORTEST_FADE_S, LONGEST_PHASE_S)]
Stay = Annotated[float, Range(0, LONGEST_PHASE_S)]


@dataclass(frozen=True)
class Tempo:
    """One repetition at the pace that is shown: move out, hold, come back, pause."""

    out_s: Fade
    hold_s: Stay
    back_s: Fade
    pause_s: Stay

    @property
    def cycle_s(self) -> float:
        """Seconds from one repetition to the next."""
        return self.out_s + self.hold_s + self.back_s + self.pause_s


@dataclass(frozen=True)
class Movement:
    """One exercise as prescribed: a repetition counts from `count_from_deg` to `cap_deg` and aims at `target_deg`.

    Raises BadValue when the repetitions or the range break the caps, however the item was made.
    """

    exercise: str
    repetitions: Annotated[int, Range(1, MOST_REPETITIONS)]
    tempo: Tempo
    count_from_deg: Annotated[float, Range(15, 180)]
    target_deg: Annotated[float, Range(15, 180)]
    cap_deg: Annotated[float, Range(15, 180)]

    def __post_init__(self) -> None:
        if not 1 <= self.repetitions <= MOST_REPETITIONS:
            raise BadValue(f"repetitions: expected 1 to {MOST_REPETITIONS} a set, got {self.repetitions}")
        if not self.count_from_deg <= self.target_deg <= self.cap_deg:
            raise BadValue(
                f"range: expected count_from_deg <= target_deg <= cap_deg, "
                f"got {self.count_from_deg:g}, {self.target_deg:g} and {self.cap_deg:g}"
            )


ELBOW = Movement(
    exercise="elbow bend and straighten",
    repetitions=10,
    tempo=Tempo(out_s=3.0, hold_s=1.0, back_s=3.0, pause_s=1.0),
    count_from_deg=40.0,
    target_deg=90.0,
    cap_deg=150.0,  # normal elbow flexion ends here (American Academy of Orthopaedic Surgeons, 1965)
)
BACK_SHARE = 0.5  # of the way out, that makes it a repetition on the way back
FASTEST_SHARE = 0.4  # of the shown tempo, up to the middle of the way back; anything quicker is too fast


def shortest_s(item: Movement) -> float:
    """How long a movement takes at least to count, until it is told."""
    return FASTEST_SHARE * (item.tempo.out_s + item.tempo.hold_s + BACK_SHARE * item.tempo.back_s)
