"""`easeband clinic people`: who may sign in at the clinic's pages, and whose patients they see.

Knows the options and the words; must never know SQL, nor show a password. A link lets a person choose one: nobody else
ever knows it. Whoever can run this can read the database anyway.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from getpass import getpass
from typing import Final

from device.system.clock import SystemClock
from device.system.command import complain, status_of
from device.system.config import BadConfig, Config, read_config
from device.system.log import start_log
from sync.clinic.accounts import EVERYONE, Door, Looks, Member, People, WeakPassword, WrongPerson
from sync.clinic.database import ClinicUnavailable, WrongDatabase
from sync.clinic.database.access import Access

COMMAND: Final = "clinic people"
FAULTS: Final = (BadConfig, WrongDatabase, ClinicUnavailable, WrongPerson, WeakPassword)
TERMINAL: Final = "terminal"  # stands for the address in what is written down
ROW: Final = "{:<24} {:<14} {}"
NONE_YET: Final = (
    "Nobody can sign in yet. Add an administrator: easeband clinic people add YOUR-NAME --role administrator"
)


def run(arguments: argparse.Namespace) -> int:
    """Do it; 1 with a message where it cannot be done."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _run(arguments), FAULTS)


def _run(arguments: argparse.Namespace) -> int:
    config = read_config(arguments.config, "clinic")
    with closing(Access(config.files.clinic, waits=False)) as access:
        return DOES[arguments.does](arguments, PeopleDesk(access, config))


class PeopleDesk:
    """What these actions need: the people, the ways in, and what is written down."""

    def __init__(self, access: Access, config: Config) -> None:
        self.clock = SystemClock(config.device.timezone or None)
        self.people, self.door = People(access), Door(access, self.clock.utc_s)
        self._looks, self._config = Looks(access, self.clock.utc_s), config

    def note(self, what: str) -> None:
        """Write down what was done at the terminal."""
        self._looks.note("", TERMINAL, what)

    def link(self, person: str) -> str:
        """The address that lets this person in, once."""
        from sync.clinic.web import Front  # noqa: PLC0415 - it brings what draws charts: seconds

        web = self._config.web
        start = Front(web.address).public.rstrip("/") or f"http://{web.host}:{web.port}"
        return f"{start}/welcome/{self.door.invite(person)}"


def _list(_arguments: argparse.Namespace, desk: PeopleDesk) -> int:
    everybody = desk.people.all()
    print(*(_lines(everybody) if everybody else [NONE_YET]), sep="\n")
    return 0


def _lines(everybody: list[Member]) -> Iterator[str]:
    yield ROW.format("NAME", "ROLE", "SEES")
    for person in everybody:
        yield ROW.format(person.name, person.role, _whom(person))


def _whom(person: Member) -> str:
    return "all patients" if person.sees_all else ", ".join(sorted(person.patients)) or "no patient yet"


def _add(arguments: argparse.Namespace, desk: PeopleDesk) -> int:
    password = _typed() if arguments.password else None
    person = desk.people.add(arguments.person, arguments.role, desk.clock.utc_s())
    if arguments.patients:
        person = desk.people.assign(person.name, arguments.patients)
    desk.note(f"added {person.name} as {person.role}")
    print(f"{person.name}: {person.role}, sees {_whom(person)}.")
    return _let_in(desk, person, password)


def _reset(arguments: argparse.Namespace, desk: PeopleDesk) -> int:
    password = _typed() if arguments.password else None
    person = desk.people.forget_password(arguments.person)
    desk.note(f"reset {person.name}")
    print(f"{person.name}: signed out everywhere; the old password is no more.")
    return _let_in(desk, person, password)


def _let_in(desk: PeopleDesk, person: Member, password: str | None) -> int:
    if password is not None:
        desk.people.set_password(person.name, password)
        print("The password holds from now on.")
        return 0
    print(f"Give {person.name} this link. It works once, within three days:", f"  {desk.link(person.name)}", sep="\n")
    return 0


def _typed() -> str:
    """A password that was typed twice, the same. Raises WeakPassword."""
    first = getpass("Password: ")
    if getpass("The same again: ") != first:
        raise WeakPassword("the two passwords differ: nothing was changed")
    return first


def _remove(arguments: argparse.Namespace, desk: PeopleDesk) -> int:
    person = desk.people.remove(arguments.person)
    desk.note(f"removed {person.name}")
    print(f"{person.name}: shut out. What {person.name} looked at stays written down.")
    return 0


def _block(arguments: argparse.Namespace, desk: PeopleDesk) -> int:
    person = desk.people.block(arguments.person)
    desk.note(f"blocked {person.name}")
    print(f"{person.name}: shut out, until `easeband clinic people reset {person.name}`.")
    return 0


def _role(arguments: argparse.Namespace, desk: PeopleDesk) -> int:
    person = desk.people.change_role(arguments.person, arguments.role)
    desk.note(f"made {person.name} {person.role}")
    print(f"{person.name}: {person.role}, sees {_whom(person)}.")
    return 0


def _assign(arguments: argparse.Namespace, desk: PeopleDesk) -> int:
    devices = [EVERYONE] if arguments.everyone else arguments.devices
    if not devices:
        return complain(COMMAND, "whose patients? Name their devices, or say --all")
    person = desk.people.assign(arguments.person, devices, take_away=arguments.take_away)
    whom = "all" if arguments.everyone else ", ".join(devices)
    desk.note(f"{'took away' if arguments.take_away else 'assigned'} {whom}: {person.name}")
    print(f"{person.name}: sees {_whom(person)}.")
    return 0


DOES: Final[Mapping[str, Callable[[argparse.Namespace, PeopleDesk], int]]] = {
    "list": _list,
    "add": _add,
    "role": _role,
    "block": _block,
    "remove": _remove,
    "reset": _reset,
    "assign": _assign,
}
