"""Where the computer's time zone is written down, and which of these places counts.

Knows the places and how they may be wrong; must never know what is dated. Nothing here raises: without any zone it is
UTC, and the words say why.
"""

import os
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from device.records.calendar import is_timezone

IN_CONFIGURATION: Final = "[device] timezone"
UTC_NAMES: Final = ("UTC", "Etc/UTC")
FOLDER: Final = "/zoneinfo/"  # whatever the path, what follows is the name
VARIANTS: Final = ("posix/", "right/", "uclibc/")  # folders of the same zones, with and without leap seconds
SYSTEMS_OWN: Final = "localtime"  # in the folder of zones: on Debian a link to /etc/localtime
NO_IANA_NAMES: Final = (SYSTEMS_OWN, "posixrules", "Factory")  # files in that folder that name no zone of the world
LONGEST_NAME: Final = 200  # of a file that should hold one name


@dataclass(frozen=True)
class ZoneInUse:
    """An IANA name, and where it is from; `problem` is empty, or what was found that could not be followed."""

    name: str
    source: str
    problem: str = ""

    def __str__(self) -> str:
        """For the log."""
        return f"{self.name} (from {self.source})" + (f"; {self.problem}" if self.problem else "")


@dataclass(frozen=True)
class ZonePlaces:
    """The files that may name the system's zone, and the environment."""

    localtime: Path = Path("/etc/localtime")
    timezone: Path = Path("/etc/timezone")
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)


def zone_in_use(configured: str = "", places: ZonePlaces | None = None) -> ZoneInUse:
    """The configured zone, else TZ's, else the system's; the first that this computer knows."""
    problems = list[str]()
    for zone in _candidates(configured, places or ZonePlaces()):
        if is_timezone(zone.name):
            return ZoneInUse(zone.name, zone.source, "; ".join([*problems, *filter(None, [zone.problem])]))
        problems.append(
            zone.problem
            or f"{zone.source} says {zone.name!r}, which is not in this computer's zone data: correct it,"
            " or install tzdata"
        )
    return ZoneInUse("UTC", "no place that can be used", "; ".join(problems))


def has_zone_data() -> bool:
    """Whether this computer knows any zone but UTC; without, a name cannot be told from nonsense."""
    return len(zoneinfo.available_timezones()) > len(UTC_NAMES)


def is_of_this_computer(name: str) -> bool:
    """Whether a name in its zone data is none of IANA's: a clinic may not know it, and `right/` counts leap seconds."""
    return name in NO_IANA_NAMES or name.startswith(VARIANTS)


def _candidates(configured: str, places: ZonePlaces) -> Iterator[ZoneInUse]:
    if configured:
        yield ZoneInUse(configured, IN_CONFIGURATION)
    variable = places.environment.get("TZ", "").removeprefix(":")
    if variable:
        yield ZoneInUse(_name_in(variable) or variable, "the environment variable TZ")
    yield from _of_system(places)


def _of_system(places: ZonePlaces) -> Iterator[ZoneInUse]:
    """As localtime(5) says: the file that /etc/localtime is a link to. A copy has no name, so others are asked."""
    linked = _linked_name(places.localtime)
    if linked:
        yield ZoneInUse(linked, str(places.localtime))
    named, content = _named(places.timezone), _content(places.localtime)
    if named:
        yield ZoneInUse(named, str(places.timezone), _contradiction(named, places, content))
    if content and not linked:
        yield from _of_copy(places.localtime, content)
    if not (linked or named or content):
        yield ZoneInUse("UTC", f"{places.localtime}, which is not there: that stands for UTC")


def _linked_name(link: Path) -> str:
    """The zone that the path leads to, however many links it takes; empty where it is a file of its own."""
    if not link.is_symlink():
        return ""
    return _name_in(os.path.realpath(link)) or _name_in(str(link.readlink()))


def _name_in(path: str) -> str:
    """The name of a zone in a path to it; empty where it leads to no zone."""
    name = path.rpartition(FOLDER)[2] if FOLDER in path else ""
    for variant in VARIANTS:
        name = name.removeprefix(variant)
    return name


def _named(file: Path) -> str:
    """The one name in a file, empty without any."""
    try:
        words = file.read_text(encoding="utf-8", errors="replace")[:LONGEST_NAME].split()
    except OSError:
        return ""
    return words[0] if words else ""


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except (OSError, ValueError):  # a name with a zero byte is a ValueError
        return b""


def _contradiction(named: str, places: ZonePlaces, content: bytes) -> str:
    """Two files that do not agree; a copy that is like no zone of today's data may just be old."""
    others = [] if not content or content == _data(named) else _alike(content)
    if not others:
        return ""
    return (
        f"{places.localtime} is a copy of {others[0]}, not of {named}: set it anew (timedatectl set-timezone {named})"
    )


def _of_copy(file: Path, content: bytes) -> Iterator[ZoneInUse]:
    """By its bytes: zones that are alike have the same days, whatever they are called."""
    alike = _alike(content)
    if alike:
        more = f", which is also called {', '.join(alike[1:4])}" if len(alike) > 1 else ""
        yield ZoneInUse(alike[0], f"{file}, a copy of {alike[0]}{more}")
    else:
        problem = f"{file} is a copy that is like no zone of this computer: set it anew (timedatectl set-timezone ...)"
        yield ZoneInUse("", str(file), problem)


@lru_cache(maxsize=2)
def _alike(content: bytes) -> list[str]:
    """The zones with these bytes: UTC first, then those that are a place, in order of the alphabet.

    It reads some 600 files, which the loop, that asks every minute, must not wait for each time.
    """
    names = [name for name in zoneinfo.available_timezones() - {SYSTEMS_OWN} if _data(name) == content]
    return sorted(names, key=lambda name: (name != "UTC", "/" not in name, name.startswith("Etc/"), name))


def _data(name: str) -> bytes:
    for folder in zoneinfo.TZPATH:
        content = _content(Path(folder, name))
        if content:
            return content
    return b""
