"""One colour for each state, context, kind of episode and axis, in the device's pictures and on the clinic's pages.

Knows colours and why they are these; must never know charts. What stands side by side and differs in colour alone stays
apart in grey and to protanopia, deuteranopia and tritanopia (see its test). None is red, which would raise an alarm.
"""

from typing import Final

WHITE: Final = "#ffffff"
INK: Final = "#2b3440"  # axes, marks and what is written in a chart

STATE_COLOURS: Final[dict[str, str]] = {  # from dark to light: the less a state says of tremor, the less it is seen
    "tremor": "#0a4278",  # what is looked for: at least 3 to 1 against every other state and against white
    "no tremor": "#5494cf",  # its lighter neighbour; 3 to 1 against white, so that it is seen beside an empty chart
    "not assessable": "#cfa052",  # ochre, neither of the two blues: nobody knows
    "not worn": "#c9ced6",
    "no data": "#f4f5f6",  # nearly the paper: nothing is there
}
CONTEXT_COLOURS: Final[dict[str, str]] = {  # from little to much movement, light to dark, in a hue that no state has
    "rest": "#a9c39a",
    "moving": "#5b8f47",
    "vehicle": "#22401a",
}
KIND_COLOURS: Final[dict[str, str]] = {  # each at least 3 to 1 against white
    "rhythmic": STATE_COLOURS["tremor"],  # an episode of tremor is tremor
    "jerk": "#ad74ff",
    "sustained posture": "#1ea28f",
    "spasm": "#e16c10",
    "repetitive": "#894c06",
}
EXERCISE: Final = "#6e62aa"  # beside the kinds, and as far from each of them
AXIS_COLOURS: Final = ("#0072b2", "#d55e00", "#009e73")  # x, y, z: Okabe and Ito, Color Universal Design (2008)
