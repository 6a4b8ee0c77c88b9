"""Which way the limb moved over a day: axis and dispersion by band of frequencies, at rest and in movement.

Knows what bands and a limb's axes are called; must never know HTML, SQL or how turning was measured.
"""

from collections.abc import Sequence
from typing import Final

from device.day.document import AxisParts, DayDocument, MovementDirection
from device.records.facts import TurnBand
from sync.clinic.pages.tables import NOTHING_MEASURED, Table
from sync.clinic.stored_day.quarters import QuarterHour, clock_time
from sync.clinic.wording.glossary import CONTEXTS
from sync.clinic.wording.language import marked, spoken
from sync.clinic.wording.words import capital, exact_duration, listed, percent, significant

_SPACE: Final = "\N{NO-BREAK SPACE}"
TURN_BANDS: Final[dict[TurnBand, str]] = {
    "slow": marked("below 1.5\N{NO-BREAK SPACE}Hz"),
    "middle": marked("1.5 to 4.5\N{NO-BREAK SPACE}Hz"),
    "fast": marked("above 4.5\N{NO-BREAK SPACE}Hz"),
}
OF_SENSOR: Final = marked("known in the sensor's axes only")
NO_DIRECTION: Final = marked(
    "The direction of movement was not measured: the gyroscope did not work or was off, the limb hardly moved, or the "
    "device's software of that day did not look for it."
)


def direction_sentence(document: DayDocument) -> str:
    """What moved most steadily about one axis, or that nothing was measured."""
    told = document.totals.directions
    if not told:
        return spoken(NO_DIRECTION)
    steadiest = min(told, key=lambda one: one.dispersion_deg)
    return spoken(
        "Movement kept to one axis most closely {band} {context}: within {dispersion}° on average, in the {time} of "
        "{worn} worn in which the limb moved like that.",
        band=spoken(TURN_BANDS[steadiest.band]),
        context=CONTEXTS[steadiest.context].spoken_word,
        dispersion=round(steadiest.dispersion_deg),
        time=exact_duration(steadiest.seconds),
        worn=exact_duration(document.totals.worn_s),
    )


def directions_table(document: DayDocument) -> Table | None:
    """Every band and context in which the limb moved; None without any."""
    told = document.totals.directions
    if not told:
        return None
    return Table(
        spoken(
            "Turning by band of frequencies, of {worn} worn; exercise and vehicles left out. Dispersion is the mean "
            "angle to the axis: 0° is always the same axis, 57° is any.",
            worn=exact_duration(document.totals.worn_s),
        ),
        (*map(spoken, COLUMNS), spoken("Along, across, up")),
        tuple(_row(one) for one in told),
        "",
    )


def direction_quarters(hours: Sequence[QuarterHour]) -> Table | None:
    """The same by quarter-hours; None without any."""
    rows = [(clock_time(quarter.number), *_row(one)[:-1]) for quarter in hours for one in quarter.summary.directions]
    if not rows:
        return None
    caption = spoken("Turning by quarter-hours; up to 5 min may be of the next one")
    return Table(caption, (spoken("From"), *map(spoken, COLUMNS)), tuple(rows), "")


COLUMNS: Final = (
    *(marked("Band"), marked("Context"), marked("Time moving")),
    *(marked("Dispersion"), marked("Speed, rms"), marked("Axis")),
)


def _row(one: MovementDirection) -> tuple[str, ...]:
    return (
        capital(spoken(TURN_BANDS[one.band])),
        CONTEXTS[one.context].spoken_word,
        exact_duration(one.seconds),
        f"{one.dispersion_deg:.0f}°",
        f"{significant(one.rms_dps)}{_SPACE}°/s",
        _axis(one.axis) if one.of_limb else spoken(OF_SENSOR),
        _shares(one),
    )


def _axis(axis: AxisParts) -> str:
    """The axis turned about, by what it lies nearest to."""
    parts = dict(zip(LIMB_AXES, (abs(axis.x), abs(axis.y), abs(axis.z)), strict=True))
    near = [spoken(name) for name, part in sorted(parts.items(), key=lambda item: -item[1]) if part >= NEAR]
    return listed(near)


LIMB_AXES: Final = (marked("along the limb"), marked("across the limb"), marked("upright in neutral"))
NEAR: Final = 0.5  # ours: the axis is within 60 degrees of it


def _shares(one: MovementDirection) -> str:
    shares = (one.along_share, one.across_share, one.up_share)
    return ", ".join(percent(share) for share in shares if share is not None) or NOTHING_MEASURED
