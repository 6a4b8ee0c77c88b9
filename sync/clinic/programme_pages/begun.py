"""What stands on a form before anybody has typed: nothing, one of before, or one of another patient.

Knows which fields are of one patient and one time; must never know HTTP, SQL or what may be prescribed.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from device.records.sites import USUAL_SITE
from sync.clinic.editor.filled import Filled, an_empty_one, filled_of
from sync.clinic.programme_pages.sending import newest_programme
from sync.clinic.programmes.prescribing import Recipient

USUAL_LENGTH: Final = timedelta(weeks=12)  # ours: about an injection's cycle
OF_THE_MOMENT: Final = ("version", "issued")  # what nobody types


def from_nothing(name: str, author: str, today: date) -> Filled:
    """`name`: of the programme."""
    return an_empty_one({"id": name, "author": author, "site": USUAL_SITE, **_dates(today)})


def from_before(text: str, today: date) -> Filled:
    """A new version of one that was sent: with new dates where it is over."""
    filled = filled_of(tomllib.loads(text))
    over = filled.head.get("valid_to", "") < today.isoformat()
    return Filled({**filled.head, **_dates(today)}, filled.items) if over else filled


def from_another(text: str, name: str, author: str, today: date) -> Filled:
    """A copy of another patient's: whose limb it is, everything else has to be looked at anyway."""
    filled = filled_of(tomllib.loads(text))
    return Filled({**filled.head, "id": name, "author": author, "limb": "", **_dates(today)}, filled.items)


def name_for(to: Recipient) -> str:
    """What a programme for this device is called: as the one before, or in force, so that its versions go on."""
    before = newest_programme(to) or to.in_force
    return before.id if before else to.device


def is_the_same(one: str, other: str) -> bool:
    """Whether two texts ask for the same."""
    return _asked(one) == _asked(other)


def _asked(text: str) -> Mapping[str, Any]:
    return {name: value for name, value in tomllib.loads(text).items() if name not in OF_THE_MOMENT}


def _dates(today: date) -> dict[str, str]:
    return {"valid_from": today.isoformat(), "valid_to": (today + USUAL_LENGTH).isoformat()}
