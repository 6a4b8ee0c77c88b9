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
from sync.clinic.wording.words import capital, exact_duration, listed, percent, significant

_SPACE: Final = "\N{NO-BREAK SPACE}"
TURN_BANDS: Final[dict[TurnBand, str]] = {
    "slow": f"below 1.5{_SPACE}Hz",
    "middle": f"1.5 to 4.5{_SPACE}Hz",
    "fast": f"above 4.5{_SPACE}Hz",
}
OF_SENSOR: Final = "known in the sensor's axes only"
NO_DIRECTION: Final = (
    "The direction of movement was not measured: the gyroscope did not work or was off, the limb hardly moved, or the "
    "device's software of that day did not look for it."
)


def direction_sentence(document: DayDocument) -> str:
    """What moved most steadily about one axis, or that nothing was measured."""
    told = document.totals.directions
    if not told:
        return NO_DIRECTION
    steadiest = min(told, key=lambda one: one.dispersion_deg)
    where = f"{TURN_BANDS[steadiest.band]} {CONTEXTS[steadiest.context].word}"
    worn_s = document.totals.worn_s
    return (
        f"Movement kept to one axis most closely {where}: within {steadiest.dispersion_deg:.0f}° on average, in the "
        f"{exact_duration(steadiest.seconds)} of {exact_duration(worn_s)} worn in which the limb moved like that."
    )


def directions_table(document: DayDocument) -> Table | None:
    """Every band and context in which the limb moved; None without any."""
    told = document.totals.directions
    if not told:
        return None
    return Table(
        f"Turning by band of frequencies, of {exact_duration(document.totals.worn_s)} worn; exercise and vehicles left "
        "out. Dispersion is the mean angle to the axis: 0° is always the same axis, 57° is any.",
        ("Band", "Context", "Time moving", "Dispersion", "Speed, rms", "Axis", "Along, across, up"),
        tuple(_row(one) for one in told),
        "",
    )


def direction_quarters(hours: Sequence[QuarterHour]) -> Table | None:
    """The same by quarter-hours; None without any."""
    rows = [(clock_time(quarter.number), *_row(one)[:-1]) for quarter in hours for one in quarter.summary.directions]
    columns = ("From", "Band", "Context", "Time moving", "Dispersion", "Speed, rms", "Axis")
    return (
        Table("Turning by quarter-hours; up to 5 min may be of the next one", columns, tuple(rows), "")
        if rows
        else None
    )


def _row(one: MovementDirection) -> tuple[str, ...]:
    return (
        capital(TURN_BANDS[one.band]),
        CONTEXTS[one.context].word,
        exact_duration(one.seconds),
        f"{one.dispersion_deg:.0f}°",
        f"{significant(one.rms_dps)}{_SPACE}°/s",
        _axis(one.axis) if one.of_limb else OF_SENSOR,
        _shares(one),
    )


def _axis(axis: AxisParts) -> str:
    """The axis turned about, by what it lies nearest to."""
    parts = {"along the limb": abs(axis.x), "across the limb": abs(axis.y), "upright in neutral": abs(axis.z)}
    near = [name for name, part in sorted(parts.items(), key=lambda item: -item[1]) if part >= NEAR]
    return listed(near)


NEAR: Final = 0.5  # ours: the axis is within 60 degrees of it


def _shares(one: MovementDirection) -> str:
    shares = (one.along_share, one.across_share, one.up_share)
    return ", ".join(percent(share) for share in shares if share is not None) or NOTHING_MEASURED
