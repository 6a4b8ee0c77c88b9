"""Where on the body the device can be worn: how it is put there, and what one sensor can and cannot measure there.

Knows limbs and mounting; must never know samples, exercises or who asks. The face is not among the sites: a band holds
nowhere on it, and what twists there moves skin, not a segment.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from device.records.facts import CheckupPart

BodySite = Literal["head", "neck", "trunk", "upper arm", "forearm", "hand", "thigh", "shin", "foot"]
SITES: Final[tuple[BodySite, ...]] = get_args(BodySite)
USUAL_SITE: Final[BodySite] = "forearm"


@dataclass(frozen=True)
class SiteGuide:
    """mounting: where and how. measures: what one sensor there tells. cannot: what it does not, in words for people."""

    mounting: str
    measures: str
    cannot: str


GUIDES: Final[dict[BodySite, SiteGuide]] = {
    "head": SiteGuide(
        "on a headband, above the ear, the cable to the back",
        "tilt of the head to the side and forward, head tremor, short turns",
        "a lasting turn to the side: gravity does not show it, and the gyroscope drifts within a minute",
    ),
    "neck": SiteGuide(
        "below the hairline on the back of the neck, on the skin",
        "tremor that reaches the neck, forward and sideways tilt of the upper spine",
        "the turn of the head, and which muscle pulls",
    ),
    "trunk": SiteGuide(
        "on the breastbone, under a chest strap",
        "leaning to the side and forward, slow twisting movement, breathing at rest",
        "a twist of the shoulders against the hips",
    ),
    "upper arm": SiteGuide(
        "on the outer side, a hand above the elbow",
        "how far the arm is raised, tremor of the whole arm",
        "the elbow and the wrist",
    ),
    "forearm": SiteGuide(
        "a hand above the wrist, on the side of the back of the hand",
        "tremor, bending of the elbow while the upper arm rests, turning of the forearm",
        "the fingers and the wrist, and whether elbow or shoulder moved",
    ),
    "hand": SiteGuide(
        "on the back of the hand, under a glove or a strap",
        "tremor of the hand, bending of the wrist while the forearm rests",
        "single fingers, and whether wrist or elbow moved",
    ),
    "thigh": SiteGuide(
        "on the front, a hand above the knee",
        "lifting of the leg, tremor while standing",
        "the knee and the foot",
    ),
    "shin": SiteGuide(
        "on the front, a hand above the ankle",
        "straightening of the knee while sitting, tremor of the leg",
        "the foot and the toes",
    ),
    "foot": SiteGuide(
        "on the back of the foot, under the laces",
        "lifting and turning in of the foot while the shin rests, tremor of the foot",
        "single toes, and whether ankle or knee moved",
    ),
}


@dataclass(frozen=True)
class AxisMovement:
    """What shows one of a limb's own axes: from which position, by which movement, and whether that rolls the limb."""

    neutral: str
    movement: str
    rolls: bool = False


AXIS_MOVEMENTS: Final[dict[BodySite, AxisMovement]] = {
    "head": AxisMovement("sit upright and look straight ahead", "nod slowly, forward and back"),
    "neck": AxisMovement("sit upright and look straight ahead", "bow the head slowly, forward and back"),
    "trunk": AxisMovement("sit upright", "lean slowly forward and back"),
    "upper arm": AxisMovement("let the arm hang", "raise the arm slowly to the front, and lower it"),
    "forearm": AxisMovement("lay the forearm level, palm down", "turn the palm slowly up and down", rolls=True),
    "hand": AxisMovement("lay the forearm on a table, hand level beyond its edge", "bend the wrist slowly up and down"),
    "thigh": AxisMovement("sit, both feet on the floor", "lift the knee slowly and lower it"),
    "shin": AxisMovement("sit, the shin upright", "straighten the knee slowly and bend it"),
    "foot": AxisMovement("sit, the foot flat on the floor", "lift the toes slowly and lower them, heel on the floor"),
}


@dataclass(frozen=True)
class CheckupGuide:
    """parts: of a check-up, that make sense there. why: those and no others, in words for people."""

    parts: tuple[CheckupPart, ...]
    why: str


OF_THE_AXIS: Final[tuple[CheckupPart, ...]] = ("rest", "midline", "straight", "trick")
OF_AN_END: Final[tuple[CheckupPart, ...]] = ("rest", "hold", "midline", "straight", "trick")
OF_A_ROOT: Final[tuple[CheckupPart, ...]] = ("rest", "hold")

CHECKUPS: Final[dict[BodySite, CheckupGuide]] = {
    "head": CheckupGuide(OF_THE_AXIS, "holding the head up is its middle already; a turn to the side is not seen"),
    "neck": CheckupGuide(OF_THE_AXIS, "as the head, as far as the upper spine follows it"),
    "trunk": CheckupGuide(OF_THE_AXIS, "holding it up is its middle already"),
    "upper arm": CheckupGuide(
        (*OF_A_ROOT, "trick"), "an arm hangs or is held out; it has no middle from which it is pulled"
    ),
    "forearm": CheckupGuide(OF_AN_END, "the middle is the recorded neutral position, such as level with the palm down"),
    "hand": CheckupGuide(OF_AN_END, "the middle is the recorded neutral position, in line with the forearm"),
    "thigh": CheckupGuide(
        OF_A_ROOT, "the chair holds it; a sensory trick at the knee or foot shows on the shin or foot"
    ),
    "shin": CheckupGuide(
        (*OF_A_ROOT, "trick"), "it hangs from the knee or is held out; it has no middle from which it is pulled"
    ),
    "foot": CheckupGuide(OF_AN_END, "the middle is the recorded neutral position, such as flat on the floor"),
}

UPRIGHT_SITES: Final[tuple[BodySite, ...]] = ("head", "neck", "trunk")
"""Tilted far from neutral for long, these lie down; a limb may be anywhere."""
