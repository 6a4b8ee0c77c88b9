"""What is said of a header line in which something is missing.

Knows what people probably meant; must never know which columns are taken.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from device.recordings.naming.asked import Asked
from device.recordings.naming.bad import named
from device.recordings.naming.names import (
    A_ROTATION,
    A_TIME,
    AN_ACCELERATION,
    SCALES,
    SOMETHING_ELSE,
    WITHOUT_GRAVITY,
    Meaning,
    understood,
)

OWN: Final = {
    "t": "t_s",
    **{f"a{axis}": f"a{axis}_g" for axis in "xyz"},
    **{f"g{axis}": f"g{axis}_dps" for axis in "xyz"},
}
OWN_UNITS: Final = {A_TIME: "s", AN_ACCELERATION: "g", A_ROTATION: "dps"}
ACCELERATION_SLOTS, ROTATION_SLOTS = ("ax", "ay", "az"), ("gx", "gy", "gz")
REQUIRED: Final = ("t", *ACCELERATION_SLOTS)
OWN_ROTATION: Final = tuple(OWN[slot] for slot in ROTATION_SLOTS)


def missing_words(missing: Sequence[str], header: Sequence[str], asked: Asked) -> str:
    """The whole message, for slots that no column was found for."""
    return (
        f"no column {', '.join(OWN[slot] for slot in missing)} in the header line ({_there(header)}); expected"
        f" {', '.join(OWN[slot] for slot in REQUIRED)} and, with a gyroscope,"
        f" {', '.join(OWN_ROTATION)}{''.join(_hints(missing, header, asked))}; or rename the columns (m/s² and rad/s"
        " are converted under the names ax_mps2, ... and gx_radps, ...) or name them: --columns t=NAME,ax=NAME,..."
    )


def _hints(missing: Sequence[str], header: Sequence[str], asked: Asked) -> Iterator[str]:
    """What else is wrong with the names that are there."""
    yield from _named_without_unit(missing, asked)
    meanings = [(name, understood(name)) for name in header]
    for quantity in (AN_ACCELERATION, A_ROTATION):
        alike = [(name, each) for name, each in meanings if each.quantity == quantity and each.axis]
        odd = [name for name, each in alike if each.odd_unit]
        unclear = [name for name, each in alike if not each.unit and not each.odd_unit and not asked.unit(quantity)]
        units = "|".join(SCALES[quantity])
        if odd:
            yield f"; {named(odd)}: unknown unit, expected one of {units}"
        if unclear:
            yield f"; {named(unclear)}: the unit is not said, say it: --units {quantity}={units}"
    if any(slot in missing for slot in ACCELERATION_SLOTS):
        yield from _other_accelerations(meanings)
    if "t" in missing and not any(each.quantity == A_TIME for _, each in meanings):
        yield "; without times: say how many samples there are in a second, such as --rate 100"


def _named_without_unit(missing: Sequence[str], asked: Asked) -> Iterator[str]:
    """Columns that a person has named, of which nobody knows in which unit they are."""
    for quantity, slots in ((AN_ACCELERATION, ACCELERATION_SLOTS), (A_ROTATION, ROTATION_SLOTS)):
        unclear = [asked.columns[slot] for slot in slots if slot in missing and slot in asked.columns]
        if unclear:
            yield (
                f"; {named(unclear)}, named by --columns: the unit is not said, say it:"
                f" --units {quantity}={'|'.join(SCALES[quantity])}"
            )


def _other_accelerations(meanings: Sequence[tuple[str, Meaning]]) -> Iterator[str]:
    linear = [name for name, each in meanings if each.quantity == WITHOUT_GRAVITY]
    bare = [
        name
        for name, each in meanings
        if each.axis and not each.stem and each.quantity not in (WITHOUT_GRAVITY, SOMETHING_ELSE)
    ]
    if linear:
        yield f"; {named(linear)}: without gravity, from which nobody can tell how a limb is held: export with gravity"
    if bare and not any(each.unit for name, each in meanings if name in bare):
        yield f"; {named(bare)}: what they are is not said: --columns ax=x,ay=y,az=z --units acceleration=mps2"
    turning = [name for name, each in meanings if each.quantity == A_ROTATION and each.axis and each.unit]
    if turning and not any(each.quantity in (AN_ACCELERATION, WITHOUT_GRAVITY) for _, each in meanings):
        yield (
            f"; {named(turning)} are a gyroscope's alone: analyse the accelerometer's file and name this one with"
            " --gyroscope FILE"
        )


def _there(header: Sequence[str]) -> str:
    """What stands where the names should be."""
    names = [name for name in header if name and name.isprintable()]
    if not names:
        return "the first line is empty" if not any(header) else "there: nothing that can be printed"
    if all(is_number(name) for name in names):
        return "the first line has numbers, no names"
    return f"there: {named(names)}"


def is_number(cell: str) -> bool:
    """Whether a cell holds a number, or nothing."""
    try:
        float(cell or "nan")
    except ValueError:
        return False
    return "_" not in cell
