"""The house: which package may import which, what a package must not load, and how it is entered.

One table of packages holds it all. A package imports only from lower floors, and from outside a package only what its
door (`__init__`) names, a module of it included.
"""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOPS = ("device", "drivers", "sync")
MOST_MODULES = 12


@dataclass(frozen=True)
class Package:
    """floor: it imports only from lower ones. pure: no I/O, no clock, no log. light: importing it loads no numpy.

    door: False where importing the package would load what not every user has; its modules are imported by name.
    hardware: it may import drivers. seen: by sync.
    """

    floor: int
    pure: bool = False
    light: bool = False
    door: bool = True
    hardware: bool = False
    seen: bool = False


PACKAGES = {
    "drivers.i2c": Package(0, light=True),
    "drivers.pins": Package(0, pure=True, light=True),
    "drivers.panel": Package(1, light=True),
    "drivers.rfkill": Package(0, light=True),
    "drivers.power_files": Package(0, light=True),
    "drivers.gpio": Package(1, light=True),
    "drivers.battery": Package(1, light=True),
    "device.parameters": Package(0, pure=True, light=True),
    "device.records": Package(0, pure=True, light=True, seen=True),
    "device.symptoms": Package(1, pure=True, light=True, seen=True),
    "drivers.mpu6050": Package(1),
    "device.health.parts": Package(2, pure=True, light=True, seen=True),
    "device.programme": Package(2, pure=True, light=True, seen=True),
    "device.system": Package(2, light=True, seen=True),
    "device.options": Package(3, light=True, seen=True),
    "device.signals": Package(2, pure=True),
    "drivers.bus_log": Package(2),
    "drivers.simulated": Package(2),
    "device.day": Package(3, pure=True, light=True, seen=True),
    "device.exercise": Package(3, pure=True, light=True),
    "device.health": Package(3, light=True, seen=True),
    "device.tremor": Package(3, pure=True),
    "device.repetitions": Package(3, pure=True),
    "device.recordings.naming": Package(3),
    "device.episodes": Package(4, pure=True),
    "device.measures": Package(4, pure=True),
    "device.posture": Package(4, pure=True),
    "device.recordings": Package(4),
    "device.health.checks": Package(4, pure=True, light=True, seen=True),
    "device.interrupted": Package(4, light=True),
    "device.radio.keeping.windows": Package(2, pure=True, light=True),
    "device.battery.judgement": Package(2, pure=True, light=True),
    "device.battery": Package(3, light=True, hardware=True),
    "device.radio": Package(3, light=True, seen=True),
    "device.radio.keeping": Package(4, light=True, seen=True),
    "device.power": Package(3, light=True, seen=True),
    "device.power.tuning": Package(4, light=True, hardware=True),
    "device.settings": Package(4, light=True, seen=True),
    "device.store": Package(4, light=True, seen=True),
    "device.snippets": Package(5),
    "device.raw_recording": Package(5),
    "device.store.damage": Package(5, light=True),
    "device.prescription": Package(5, light=True, seen=True),
    "device.rehearsal": Package(4, pure=True, light=True, seen=True),
    "device.sensor": Package(5, hardware=True),
    "device.analysis": Package(5, pure=True),
    "device.checkups": Package(5, pure=True),
    "device.holdings": Package(6, light=True, seen=True),
    "device.bids": Package(6),
    "device.pictures": Package(6, door=False, seen=True),
    "device.card": Package(6, light=True, seen=True),
    "device.program": Package(6, hardware=True),
    "device.examination": Package(6, hardware=True, seen=True),
    "device.simulation.people": Package(6),
    "device.simulation": Package(7, hardware=True),
    "device.commands": Package(8, door=False, hardware=True),
    "device.commands.fitting": Package(8, door=False, hardware=True),
    "device.commands.recorded": Package(8, door=False, hardware=True),
    "device.cli": Package(9, light=True),
    "sync.choices": Package(8, pure=True, light=True),
    "sync.options": Package(10, light=True),
    "sync.wire.identity": Package(9, light=True),
    "sync.wire": Package(10, light=True),
    "sync.uplink.pairing": Package(11, light=True, door=False),
    "sync.uplink.radio": Package(10, light=True, door=False),
    "sync.uplink.sync_db": Package(11, light=True),
    "sync.uplink": Package(12, light=True, door=False),
    "sync.doctor": Package(13, door=False),
    "sync.clinic.wording": Package(7, pure=True, light=True),
    "sync.clinic.languages": Package(9),
    "sync.clinic.stored_day": Package(11, pure=True, light=True),
    "sync.clinic.outline": Package(11, pure=True),
    "sync.clinic.database": Package(12),
    "sync.clinic.older_layouts": Package(13),
    "sync.clinic.charts": Package(13),
    "sync.clinic.drawing": Package(14, door=False),
    "sync.clinic.rendering": Package(15),
    "sync.clinic.enrolment": Package(13),
    "sync.clinic.accounts": Package(13),
    "sync.clinic.programmes": Package(13),
    "sync.clinic.synthetic": Package(13),
    "sync.clinic.trends": Package(9, pure=True),
    "sync.clinic.course": Package(13),
    "sync.clinic.live": Package(13),
    "sync.clinic.cycles": Package(10, pure=True),
    "sync.clinic.markers": Package(13),
    "sync.clinic.symptoms": Package(13),
    "sync.report": Package(13, pure=True),
    "sync.report.paper": Package(14),
    "sync.report.exports": Package(14),
    "sync.clinic.pages": Package(14),
    "sync.clinic.handing_over": Package(15),
    "sync.clinic.entering": Package(15),
    "sync.clinic.listing": Package(15),
    "sync.clinic.editor": Package(15),
    "sync.clinic.patient": Package(16),
    "sync.clinic.staff": Package(16),
    "sync.clinic.web": Package(16),
    "sync.clinic.programme_pages": Package(17),
    "sync.clinic.site": Package(17),
    "sync.clinic": Package(18, door=False),
    "sync.clinic.actions": Package(19, door=False),
    "sync.clinic.actions.files": Package(19, door=False),
    "sync.demo": Package(20, door=False),
}
TREES = {"device", "drivers", "sync"}  # the import packages by these names hold packages, and a version

SQL_MODULES = (
    *("access", "clinic", "engine", "inspection", "outlines", "reading", "refusals", "schema"),
    "writing",
)

SITE_MODULES = ("app", "basis", "day", "following", "markers", "patient", "patients", "people")

FASTAPI_MODULES = ("answers", "app", "entrance", "forms", "gate", "keeping", "server", "visitor")

# One door per outside package: the only modules that may import it.
DOORS = {
    "smbus2": {"drivers.i2c.bus"},
    "gpiozero": {"drivers.panel", "drivers.simulated.panel"},
    "msgspec": {"device.records.decoding"},
    "paho": {"sync.wire.client"},
    "sqlalchemy": {
        "sync.clinic.course.reading_days",
        "sync.clinic.erasing",
        "sync.clinic.live.arrivals",
        "sync.clinic.markers.table",
        *(f"sync.clinic.older_layouts.{module}" for module in ("compacting", "counting", "layout_steps")),
        "sync.clinic.programmes.table",
        *(
            f"sync.clinic.accounts.{module}"
            for module in ("attempts", "audit", "door", "people", "standings", "visits")
        ),
        "sync.clinic.symptoms.answers",
        "sync.clinic.symptoms.names",
        *(f"sync.clinic.database.{module}" for module in SQL_MODULES),
    },
    "argon2": {"sync.clinic.accounts.passwords"},
    "fastapi": {
        *(f"sync.clinic.programme_pages.{module}" for module in ("asked", "desk", "looking")),
        *(f"sync.clinic.site.{module}" for module in SITE_MODULES),
        *(f"sync.clinic.web.{module}" for module in FASTAPI_MODULES),
    },
    "starlette": {"sync.clinic.web.app", "sync.clinic.web.front", "sync.clinic.web.gate"},
    "uvicorn": {"sync.clinic.web.connections", "sync.clinic.web.server"},
    "jinja2": {"sync.clinic.web.answers"},
    "segno": {"sync.clinic.actions.enrol"},
    "babel": {"device.card.languages", "sync.clinic.languages.asked", "sync.clinic.languages.catalogues"},
    "typst": {"sync.report.paper.typesetting"},
    "altair": {
        "sync.clinic.drawing.cycles",
        "sync.clinic.drawing.chart_look",
        "sync.clinic.drawing.day_layouts",
        "sync.clinic.drawing.trend",
        "sync.clinic.drawing.usual_day",
        *(f"device.pictures.{module}" for module in ("panel_parts", "recording", "seen_panels")),
    },
    "vl_convert": {"device.pictures.render"},
    "cryptography": {
        "device.prescription.signature",
        "sync.clinic.enrolment.authority",
        "sync.clinic.signing",
        "sync.wire.identity.certificates",
    },
    "sqlite3": {"device.store.file", "device.store.reader", "sync.uplink.sync_db.file"},
    "time": {"device.system.clock"},
}
SHELL_MODULES = {  # a pure package reaches none of these
    *("os", "io", "sys", "time", "socket", "sqlite3", "subprocess", "threading", "asyncio", "logging", "pathlib"),
    *("random", "json", "tomllib", "signal"),
}


HOLDING_STATEMENTS = ("body", "orelse", "finalbody", "handlers", "cases")  # fields of Python's syntax tree


@cache
def parsed(source: str) -> ast.Module:
    """Several tests look at each module: it is taken apart once."""
    return ast.parse(source)


@cache
def importing(source: str) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """Every import of a module, wherever it stands: looked for among statements alone, a tenth of what there is."""
    found: list[ast.Import | ast.ImportFrom] = []
    below: list[ast.AST] = [parsed(source)]
    while below:
        node = below.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.append(node)
        below += [inner for field in HOLDING_STATEMENTS for inner in getattr(node, field, ())]
    return tuple(found)


def imports(source: str) -> Iterator[str]:
    """Every name that the source imports, as dotted names: `from a import b` is `a.b`."""
    for node in importing(source):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def package_of(name: str) -> str | None:
    """The package of the table that holds this module or name: the one with the longest name."""
    holding = [package for package in PACKAGES if name == package or name.startswith(f"{package}.")]
    return max(holding, key=len, default=None)


def violations(module: str, source: str) -> list[str]:
    """Broken rules of one module, in words."""
    found = []
    for name in dict.fromkeys(imports(source)):
        found += [f"{module} imports {name}: {rule}" for rule in broken_rules(module, name)]
    return found


def broken_rules(module: str, name: str) -> Iterator[str]:
    top = name.partition(".")[0]
    package = package_of(module)
    own = PACKAGES[package] if package else None
    if top in DOORS and module not in DOORS[top]:
        yield f"{top} has its door at {sorted(DOORS[top])}"
    if own and own.pure and top in SHELL_MODULES:
        yield "a pure package does no I/O"
    if own and package and top in TOPS:
        yield from broken_house_rules(package, own, name)


def broken_house_rules(package: str, own: Package, name: str) -> Iterator[str]:
    """Rules between our own packages."""
    other = package_of(name)
    if other is None:
        if name.rpartition(".")[2] != "__version__":
            yield "it is in no package of the table"
        return
    if other == package:
        return
    there = PACKAGES[other]
    if there.floor >= own.floor:
        yield f"floor {there.floor} is not below floor {own.floor}"
    if own.pure and not there.pure:
        yield "a pure package imports only pure packages"
    yield from broken_borders(package, own, name, there)
    if there.door and not through_the_door(other, name):
        yield f"{other} does not name it at its door"


def broken_borders(package: str, own: Package, name: str, there: Package) -> Iterator[str]:
    """Rules between hardware, device and network."""
    of, to = package.partition(".")[0], name.partition(".")[0]
    if of == "drivers" and to != "drivers":
        yield "drivers import only drivers"
    if of == "device" and to == "sync":
        yield "the device knows no network"
    if of == "device" and to == "drivers" and not own.hardware:
        yield "this package knows no hardware"
    if of == "sync" and not (to == "sync" or there.seen):
        yield "sync sees only the device's records and documents"
    if package.startswith("sync.uplink") and name.startswith("sync.clinic"):
        yield "device and clinic meet only on the wire"


def through_the_door(package: str, name: str) -> bool:
    """Whether the package's door names this, or the module that it is in."""
    first = name.removeprefix(package).lstrip(".").partition(".")[0]
    return module_path(package).name != "__init__.py" or first in named_at_the_door(package)


def named_at_the_door(package: str) -> set[str]:
    for node in parsed(module_path(package).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def module_path(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


ALL = {
    module_name(path): path.read_text(encoding="utf-8") for top in TOPS for path in sorted((ROOT / top).rglob("*.py"))
}
LIGHT = [name for name, package in PACKAGES.items() if package.light]


def test_every_module_imports_only_what_it_may() -> None:
    assert [broken for module, source in ALL.items() for broken in violations(module, source)] == []


def test_every_module_is_in_a_package_and_every_package_is_there() -> None:
    assert {module for module in ALL if package_of(module) is None} == TREES
    assert {package for package in PACKAGES if not module_path(package).is_file()} == set()


@pytest.mark.parametrize("folder", sorted({module_path(module).parent for module in ALL}), ids=module_name)
def test_no_folder_holds_more_modules_than_a_reader_can(folder: Path) -> None:
    assert len([path for path in folder.glob("*.py") if path.name != "__init__.py"]) <= MOST_MODULES


HEAVY = {"numpy", "pandas", "altair"}
EACH_LOADED_ALONE = """
import json, os, sys
import babel.messages.pofile, cryptography.x509, msgspec.toml, paho.mqtt.client  # not ours: read once, for all
for package, modules in json.loads(sys.argv[1]).items():
    if os.fork() == 0:
        list(map(__import__, modules))
        print(package, *sorted(set(sys.argv[2:]) & set(sys.modules)), flush=True)
        os._exit(0)
    if os.wait()[1]:
        print(package, "cannot be imported", flush=True)
"""


@pytest.mark.costly
def test_a_light_package_loads_no_numpy() -> None:
    """Each in a process of its own, of which none has loaded anything of ours before."""
    modules = {package: [module for module in ALL if package_of(module) == package] for package in LIGHT}
    command = [sys.executable, "-c", EACH_LOADED_ALONE, json.dumps(modules), *HEAVY]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.splitlines() == LIGHT


STARTED = """
import sys
from device.cli import main
main([sys.argv[1], "--config", "/nowhere/easeband.toml"])
print(*(name for name, module in sys.modules.items() if module))
"""


def loaded_by_unit(name: str) -> set[str]:
    """The modules that a program has loaded when it looks for the configuration that its unit names."""
    unit = {**os.environ, "EASEBAND_BOOT_ID": "as-its-unit-says"}
    command = [sys.executable, "-c", STARTED, name]
    result = subprocess.run(command, env=unit, capture_output=True, text=True, check=True, cwd=ROOT)
    return set(result.stdout.split())


def test_sync_loads_only_the_packages_that_it_needs() -> None:
    loaded = loaded_by_unit("sync")
    seen = {f"device.{name}" for name in ("records", "system", "day", "health", "health.parts", "settings", "store")}
    assert {package_of(name) for name in loaded} - {None} == {
        *seen,
        "device.cli",
        "device.options",
        "sync.choices",
        "sync.options",
        "sync.wire",
        "sync.wire.identity",
        "sync.uplink",
        "sync.uplink.pairing",
        "sync.uplink.radio",
        "sync.uplink.sync_db",
    }
    assert not loaded & SPARED.keys()


SPARED = {  # what sync did without when it was brought below 29 MB, and what each would take of it, in MB
    "cryptography": 15.0,  # once in eight months, for a new certificate
    "urllib.request": 2.0,  # paho's, for proxies; with http and email
    "argparse": 0.7,  # with gettext, locale and shutil: a unit's line needs none of them
    "ctypes": 0.5,
    "typing_extensions": 0.5,
    "locale": 0.2,
    "shutil": 0.1,
}


def test_the_recorder_loads_nothing_that_others_need_or_that_shows_no_use() -> None:
    """Each half a megabyte or more of its 50, snippets a tenth; numpy takes ctypes along in any case."""
    loaded = loaded_by_unit("run")
    assert not loaded & {
        *("argparse", "bz2", "device.analysis.page", "device.raw_recording", "device.snippets"),
        *("drivers.bus_log", "locale", "lzma", "numpy.ma", "statistics", "typing_extensions"),
    }
    masks = re.compile(r"\bnp\.(nan)?(median|unique|percentile|quantile)\(")  # these load numpy.ma, 1.3 MB
    assert {name for name in loaded & ALL.keys() if masks.search(ALL[name])} == set()


def test_what_saves_power_starts_by_little_more_than_its_configuration() -> None:
    """It runs at each start of the computer."""
    loaded = loaded_by_unit("power")
    assert not loaded & {"argparse", "ctypes", "numpy", "sqlite3", "ssl", "subprocess"}
    assert {package_of(name) for name in loaded} - {None} == {
        *("device.cli", "device.commands", "device.options", "device.power", "device.power.tuning", "device.records"),
        *("device.system", "drivers.power_files"),
    }


def test_every_module_opens_with_what_it_knows() -> None:
    assert [module for module in ALL if not says_what_it_knows(module)] == []


def says_what_it_knows(module: str) -> bool:
    """Whether it opens with words; those of a package's door also say what it must never know."""
    opening = ast.get_docstring(parsed(ALL[module])) or ""
    is_door = module_path(module).name == "__init__.py" and module not in TREES
    return bool(opening) and (not is_door or "must never" in opening)


@pytest.mark.parametrize(
    ("module", "planted"),
    [
        ("device.program.loop", "import smbus2"),
        ("device.program.loop", "import time"),
        ("device.program.loop", "from sync.uplink.outbox import pending"),
        ("device.program.loop", "from device.simulation import run_simulated"),
        ("device.program.loop", "from device.tremor.peaks import Peak"),
        ("device.program.loop", "from device.attic import anything"),
        ("device.tremor.verdict", "import time"),
        ("device.tremor.verdict", "from time import monotonic"),
        ("device.tremor.verdict", "from pathlib import Path"),
        ("device.tremor.verdict", "from device.store import DeviceReader"),
        ("device.tremor.verdict", "import device.store"),
        ("device.tremor.verdict", "from device.episodes import EpisodeTracker"),
        ("device.exercise.coach", "from drivers.panel import Panel"),
        ("device.exercise.coach", "from device.repetitions import RepetitionCounter"),
        ("device.commands.run", "import sync.wire.mqtt"),
        ("drivers.mpu6050.chip", "from device.store.damage import open_store"),
        ("drivers.i2c.bus", "from drivers.mpu6050 import Frames"),
        ("sync.uplink.uploader", "from device.program.loop import Loop"),
        ("sync.uplink.uploader", "from drivers.i2c import Bus"),
        ("sync.uplink.uploader", "from sync.clinic.database import Clinic"),
        ("sync.uplink.uploader", "import paho.mqtt.client as mqtt"),
        ("sync.clinic.pages.day", "from sqlalchemy import select"),
        ("sync.clinic.pages.day", "from sync.clinic.site import make_app"),
        ("sync.clinic.database.values", "from sync.clinic.pages import day_page"),
    ],
)
def test_a_planted_violation_is_seen(module: str, planted: str) -> None:
    assert violations(module, planted) != []


@pytest.mark.parametrize(
    ("module", "fine"),
    [
        ("drivers.i2c.bus", "import smbus2"),
        ("device.tremor.verdict", "import numpy as np\nfrom device.tremor.features import Features"),
        ("device.program.loop", "from device.program.ports import PanelPort\nfrom device.exercise import Coach"),
        ("device.sensor.on_bus", "from drivers.mpu6050 import Mpu6050"),
        ("sync.uplink.outbox", "from device.day.document import DayDocument"),
        ("device.system.clock", "import time"),
        ("device.analysis.report", "from device import __version__"),
    ],
)
def test_what_is_allowed_is_not_reported(module: str, fine: str) -> None:
    assert violations(module, fine) == []
