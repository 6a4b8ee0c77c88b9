"""People of the clinic: who may sign in, whom they may see, and what they looked at.

Knows names, passwords, visits and looks, and the tables that hold them; must never know HTTP, HTML or what a day says.
Begin with `values.py`. `visits.py` is who is signed in, `door.py` how one gets in.
"""

from sync.clinic.accounts.attempts import DoorAttempts, TooManyAttempts
from sync.clinic.accounts.audit import Looks, PageLook
from sync.clinic.accounts.door import Door, Shut
from sync.clinic.accounts.passwords import PASSWORD_AT_LEAST, WeakPassword
from sync.clinic.accounts.people import People
from sync.clinic.accounts.standings import Standing, Standings
from sync.clinic.accounts.values import EVERYONE, Member, NoSuchPerson, WrongPerson
from sync.clinic.accounts.visits import Visits, secret

__all__ = [
    "EVERYONE",
    "PASSWORD_AT_LEAST",
    "Door",
    "DoorAttempts",
    "Looks",
    "Member",
    "NoSuchPerson",
    "PageLook",
    "People",
    "Shut",
    "Standing",
    "Standings",
    "TooManyAttempts",
    "Visits",
    "WeakPassword",
    "WrongPerson",
    "secret",
]
