"""A picture of each exercise: a person of a few lines, where the limb starts, where it goes, and where the band sits.

Knows lines in a square of 100 by 100; must never know paper, languages or what is measured.
"""

from dataclasses import dataclass
from typing import Final

INK, PALE, BLUE = "#1a1a1a", "#b9bec5", "#1f5fbf"

FIGURE_UNITS: Final = 100  # the side of the square
SITTING: Final = "M35 26 V62 H62"  # side view, facing right
CHAIR: Final = "M26 30 V92 M26 66 H58 V92"
STANDING: Final = "M40 24 V60 L34 94 M40 60 L46 94"
TABLE: Final = "M46 57 H96 M92 57 V92"


@dataclass(frozen=True)
class Figure:
    """SVG paths. body: what stays. things: furniture. start: the limb before. end: and after. way: an arrow's line.

    head: centre and radius of a circle. band: where the device is.
    """

    body: str
    band: tuple[float, float]
    start: str = ""
    end: str = ""
    way: str = ""
    things: str = ""
    head: tuple[float, float, float] | None = (40.0, 14.0, 9.0)


SEATED_HEAD: Final = (35.0, 16.0, 9.0)

FIGURES: Final[dict[str, Figure]] = {
    "supported-rest": Figure(
        f"{SITTING} V92 H72 M35 32 L43 53 H72", (60.0, 53.0), things=f"{CHAIR} {TABLE}", head=SEATED_HEAD
    ),
    "postural-hold": Figure(
        f"{STANDING} M40 30 H86", (72.0, 30.0), things="M58 20 H96 M58 40 H96"
    ),
    "forearm-turn": Figure(
        "M6 50 H60", (40.0, 50.0), start="M60 50 H72 M72 41 H90 M72 50 H94 M72 59 H90",
        way="M52 34 A9 16 0 1 1 50 66", head=None,
    ),
    "wrist-opposite": Figure(
        "M4 54 H58", (68.0, 61.0), start="M58 54 L84 72", end="M58 54 L86 42", way="M90 68 Q97 56 91 45",
        things="M4 60 H54 M12 60 V94", head=None,
    ),
    "elbow-bend": Figure(
        f"{STANDING} M40 28 L45 52", (47.0, 67.0), start="M45 52 L48 77", end="M45 52 L66 38", way="M58 76 Q72 66 71 46"
    ),
    "arm-raise": Figure(
        STANDING, (43.0, 46.0), start="M40 28 L45 72", end="M40 28 L78 14", way="M54 70 Q80 56 82 24"
    ),
    "reach": Figure(
        f"{SITTING} V92 H72", (51.0, 53.0), start="M35 32 L42 52 L60 54", end="M35 32 L58 42 L82 50",
        way="M62 48 H78", things=f"{CHAIR} {TABLE} M90 46 V54 M86 50 H94", head=SEATED_HEAD,
    ),
    "paced-swing": Figure(
        STANDING, (35.0, 48.0), start="M40 28 L28 70", end="M40 28 L66 62", way="M34 78 Q50 84 66 72",
        things="M84 24 m-7 0 a7 7 0 1 0 14 0 a7 7 0 1 0 -14 0",
    ),
    "toes-up": Figure(
        "M34 10 V84", (52.0, 84.0), start="M32 86 L76 86", end="M32 86 L70 62", way="M84 84 Q88 70 79 58",
        things="M8 92 H96", head=None,
    ),
    "knee-straighten": Figure(
        SITTING, (62.0, 80.0), start="M62 62 V90 H71", end="M62 62 L92 60 V51", way="M74 88 Q90 84 93 70",
        things=CHAIR, head=SEATED_HEAD,
    ),
    "gentle-stretch": Figure(
        f"{STANDING} M40 30 L62 26 L68 4", (66.0, 13.0),
        things="M84 60 m-12 0 a12 12 0 1 0 24 0 a12 12 0 1 0 -24 0 M84 60 V52 M84 60 L90 63",
    ),
    "head-turn": Figure(
        "M18 92 Q22 66 42 64 H58 Q78 66 82 92 M44 64 V54 M56 64 V54", (34.0, 30.0), start="M50 36 V44",
        way="M32 12 Q50 0 68 12", head=(50.0, 36.0, 19.0),
    ),
}  # fmt: skip


def figure_svg(figure: Figure) -> str:
    """The figure as SVG elements in a square of 100 by 100."""
    parts = [
        _path(figure.things, PALE, 3),
        _path(figure.body, INK, 4),
        _circle(*figure.head, INK, "white") if figure.head else "",
        _path(figure.start, INK, 4),
        _path(figure.end, BLUE, 4, "6 4"),
        _path(figure.way, BLUE, 2.5, arrow=True),
        _circle(*figure.band, 4.5, BLUE, BLUE),
    ]
    return "".join(parts)


def _path(line: str, colour: str, width: float, dashes: str = "", *, arrow: bool = False) -> str:
    if not line:
        return ""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    headed = ' marker-end="url(#head)"' if arrow else ""
    return (
        f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round" '
        f'stroke-linejoin="round"{dashed}{headed}/>'
    )


def _circle(x: float, y: float, radius: float, stroke: str, fill: str) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}" stroke="{stroke}" stroke-width="4"/>'


ARROW_HEAD: Final = (
    '<marker id="head" viewBox="0 0 10 10" refX="7" refY="5" markerWidth="4.5" markerHeight="4.5" orient="auto">'
    f'<path d="M0 0 L10 5 L0 10 Z" fill="{BLUE}"/></marker>'
)
