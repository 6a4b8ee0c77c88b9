"""The exercises that one sensor on a limb can measure: where it sits, which way the limb goes, and what is measured.

Knows exercises and joints; must never know how they are measured, counted or shown. A programme chooses from these.

Of a segment gravity shows the tilt and the gyroscope the turn; no joint is measured, so the segment beside it rests.
The caps are the normal ranges of motion of the American Academy of Orthopaedic Surgeons (1965), or less.
"""

from dataclasses import dataclass
from typing import Final, Literal

from device.records.sites import BodySite

Form = Literal["repetitions", "swing", "hold", "rest"]
"""What a set asks for: repetitions at a tempo, a swing on a beat, a position for a time, nothing at all for a time."""

MeasuredAxis = Literal["own", "tilt", "roll", "short turn"]
"""own: the axis that the limb itself turned about most. short turn: about the vertical, where angles drift away."""

Measure = Literal["range", "hold", "stillness", "drift", "tempo", "smoothness", "peak speed", "tremor", "beat"]


@dataclass(frozen=True)
class Exercise:
    """One line of the catalogue. cap_deg: what no programme can exceed; None where nothing moves. Texts for people."""

    name: str
    title: str
    how: str
    form: Form
    sites: tuple[BodySite, ...]
    axis: MeasuredAxis
    measures: tuple[Measure, ...]
    caution: str
    cap_deg: float | None = None


STOP_ON_PAIN: Final = "Stop when it hurts or the cramp grows."

EXERCISES: Final = (
    Exercise(
        name="supported-rest",
        title="Rest with the arm supported",
        how="Lay the forearm on a table or a cushion and let it be heavy.",
        form="rest",
        sites=("forearm", "hand", "upper arm"),
        axis="own",
        measures=("stillness", "tremor"),
        caution="Support the whole forearm.",
    ),
    Exercise(
        name="postural-hold",
        title="Hold the arm out",
        how="Lift the forearm in front of you and keep it there.",
        form="hold",
        sites=("hand", "forearm"),
        axis="own",
        measures=("hold", "drift", "tremor"),
        caution=STOP_ON_PAIN,
    ),
    Exercise(
        name="forearm-turn",
        title="Turn the palm up and down",
        how="Elbow at your side, forearm level: turn the palm up, then down.",
        form="repetitions",
        sites=("forearm", "hand"),
        axis="roll",
        measures=("range", "tempo", "smoothness", "tremor"),
        caution="Slowly: quick turns can set off the cramp.",
        cap_deg=160.0,  # pronation 80 and supination 80
    ),
    Exercise(
        name="wrist-opposite",
        title="Bend the wrist against the pull",
        how="Forearm on the table, hand over its edge: move the hand the way it does not pull.",
        form="repetitions",
        sites=("hand",),
        axis="tilt",
        measures=("range", "hold", "tremor"),
        caution="No load in the hand.",
        cap_deg=80.0,  # wrist flexion
    ),
    Exercise(
        name="elbow-bend",
        title="Bend and straighten the elbow",
        how="Upper arm at your side: bring the hand up, then down.",
        form="repetitions",
        sites=("forearm", "hand"),
        axis="tilt",
        measures=("range", "tempo", "smoothness", "tremor"),
        caution="No load in the hand.",
        cap_deg=150.0,  # elbow flexion
    ),
    Exercise(
        name="arm-raise",
        title="Raise the arm as far as is comfortable",
        how="Arm at your side: raise it to the front or the side, then lower it.",
        form="repetitions",
        sites=("upper arm",),
        axis="tilt",
        measures=("range", "tempo", "smoothness"),
        caution="No load, and not beyond comfort.",
        cap_deg=150.0,  # shoulder flexion is 180; ours is less: nobody is to be pushed to the end of it
    ),
    Exercise(
        name="reach",
        title="Reach out and come back",
        how="Hand on the table: reach for a point in front of you, then come back.",
        form="repetitions",
        sites=("forearm", "hand", "upper arm"),
        axis="own",
        measures=("range", "tempo", "smoothness", "peak speed", "tremor"),
        caution="Only as far as the back stays where it is.",
        cap_deg=120.0,  # ours: a reach turns the forearm by less
    ),
    Exercise(
        name="paced-swing",
        title="Swing with the light",
        how="Let the limb swing out and back once for every beat of the light.",
        form="swing",
        sites=("forearm", "upper arm", "shin"),
        axis="own",
        measures=("range", "beat", "tempo"),
        caution="Small and loose.",
        cap_deg=120.0,  # ours
    ),
    Exercise(
        name="toes-up",
        title="Lift the toes",
        how="Sitting, heel on the floor: lift the front of the foot, hold, lower it.",
        form="repetitions",
        sites=("foot",),
        axis="tilt",
        measures=("range", "hold", "tempo"),
        caution="Sitting; the heel stays on the floor.",
        cap_deg=70.0,  # dorsiflexion 20 and plantar flexion 50
    ),
    Exercise(
        name="knee-straighten",
        title="Straighten the knee",
        how="Sitting: straighten the knee, hold, lower the foot.",
        form="repetitions",
        sites=("shin",),
        axis="tilt",
        measures=("range", "hold", "tempo", "smoothness"),
        caution="Sitting, with the back supported.",
        cap_deg=135.0,  # knee flexion
    ),
    Exercise(
        name="gentle-stretch",
        title="Stretch gently",
        how="Bring the limb to where it begins to pull, and stay there.",
        form="hold",
        sites=("head", "upper arm", "forearm", "hand", "shin", "foot"),
        axis="own",
        measures=("hold", "stillness", "drift"),
        caution=STOP_ON_PAIN,
    ),
    Exercise(
        name="head-turn",
        title="Turn or tilt the head against the pull",
        how="Sitting: turn or tilt the head the way it does not pull, come back to the middle.",
        form="repetitions",
        sites=("head",),
        axis="short turn",
        measures=("range", "tempo", "tremor"),
        caution="Slowly; stop when you feel dizzy.",
        cap_deg=80.0,  # rotation of the neck
    ),
)
CATALOGUE: Final = {exercise.name: exercise for exercise in EXERCISES}
