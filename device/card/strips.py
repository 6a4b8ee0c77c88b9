"""A signal of the light language as a picture: its lights, and the brightness of each over the first seconds.

Knows brightness over time and SVG; must never know what a signal means. It is drawn from the table that drives the
lights.
"""

from dataclasses import dataclass
from typing import Final

from device.exercise.light_language import Cue, Lights, Signal
from device.programme.items import Tempo

SHOWN_S: Final = 8.0  # one repetition of the tempo below
COURSE_STEP_S: Final = 0.05
COLOURS: Final = (("#ffffff", "#6f7782"), ("#5a8cff", "#2b57b8"), ("#ffb400", "#a86f00"))  # fill and rim of each light
RAIL: Final = "#d4d8de"
EXAMPLE: Final = Cue(
    since_s=0.0,
    tempo=Tempo(out_s=3.0, hold_s=1.0, back_s=3.0, pause_s=1.0),
    beat_s=2.5,
    rest_until_s=7.5,
    symptom=2,
    rating=2,
    code=2,
)


def course(signal: Signal, cue: Cue = EXAMPLE) -> list[Lights]:
    """The three lights every COURSE_STEP_S of the first SHOWN_S."""
    return [signal.at(step * COURSE_STEP_S, cue) for step in range(round(SHOWN_S / COURSE_STEP_S) + 1)]


def levels(shown: list[Lights]) -> tuple[list[float], list[float], list[float]]:
    """The brightness of each light over time."""
    return [s.left for s in shown], [s.middle for s in shown], [s.right for s in shown]


@dataclass(frozen=True)
class Box:
    """A place on the page, in millimetres from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


def strip_svg(signal: Signal, box: Box) -> str:
    """Three rails one above the other in the order of the lights; a light that is lit fills its own."""
    pitch = box.height / len(COLOURS)
    rails = [Box(box.x, box.y + pitch * number, box.width, pitch * RAIL_SHARE) for number in range(len(COLOURS))]
    drawn = zip(levels(course(signal)), COLOURS, rails, strict=True)
    return "".join(_rail(level, colours, rail) for level, colours, rail in drawn)


RAIL_SHARE: Final = 0.8  # of the room for a rail, that it fills


def _rail(level: list[float], colours: tuple[str, str], box: Box) -> str:
    bottom, right = box.y + box.height, box.x + box.width
    rail = f'<path d="M{box.x:g} {bottom:.2f} H{right:.2f}" stroke="{RAIL}" stroke-width="0.2"/>'
    if not any(level):
        return rail
    step, (fill, rim) = box.width / (len(level) - 1), colours
    points = [f"L{box.x + number * step:.2f} {bottom - box.height * share:.2f}" for number, share in enumerate(level)]
    area = f"M{box.x:g} {bottom:.2f} {' '.join(points)} L{right:.2f} {bottom:.2f} Z"
    return f'{rail}<path d="{area}" fill="{fill}" stroke="{rim}" stroke-width="0.2"/>'
