"""Who may import what: the project's dependency rule, and that the rule sees planted violations."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("device", "drivers", "sync")

# One door per outside package: the only modules that may import it. A trailing * stands for every module below.
DOORS = {
    "smbus2": {"drivers.i2c.bus"},
    "gpiozero": {"drivers.panel", "drivers.simulated.panel"},
    "paho": {"sync.mqtt"},
    "sqlalchemy": {"sync.clinic.store"},
    "fastapi": {"sync.clinic.web"},
    "starlette": {"sync.clinic.web"},
    "uvicorn": {"sync.clinic.web"},
    "jinja2": {"sync.clinic.web"},
    "altair": {"sync.clinic.charts", "device.plot"},
    "vl_convert": {"device.render"},
    "sqlite3": {"device.store_file", "device.store_reader", "sync.sync_db"},
    "time": {"device.clock"},
    "numpy": {"drivers.*", "device.*"},
}
NUMPY_FREE = {  # also loaded by sync, or at every start
    *("device.records", "device.plain", "device.days", "device.bins", "device.calendar", "device.store"),
    *("device.store_file", "device.store_reader", "device.witnesses", "device.derivation", "device.wearing"),
    *("device.clock", "device.config", "device.cli", "device.notify", "device.press", "device.coach", "device.cues"),
    *("device.programme", "device.watched", "device.personal", "device.baseline_file", "device.kept_json"),
}
PURE = {
    *("rows", "time_order", "short", "grid", "seconds"),
    *("spectrum", "peaks", "background", "harmonics", "lines", "bulk", "broad", "shaking", "told_rhythm"),
    *("moments", "stretches", "personal", "kinds", "postures", "shifts", "spasms", "self_similarity", "repeating"),
    *("bursts", "series", "jerks", "jerk_episodes"),
    *("samples", "limits", "sample_clock", "windows", "features", "tremor", "episodes", "summaries", "motion", "bins"),
    *("turning", "turning_axis", "turning_rest", "unmarked", "set_progress", "watched", "turning_watch", "press"),
    *("coach", "cues", "programme", "grid_sums"),
    *("records", "days", "derivation", "wearing", "witnesses", "parameters", "context", "irregularity"),
    *("plain", "calendar", "calibration", "zero_rate"),
    *("pipeline", "still_positions", "neutral_positions", "snippets", "thinning", "ticks", "snippet_plot", "units"),
}
SHELL_MODULES = {  # a pure module reaches none of these
    *("os", "io", "sys", "time", "socket", "sqlite3", "subprocess", "threading", "asyncio", "logging", "pathlib"),
    *("random", "json", "tomllib", "signal"),
}
MAY_IMPORT = {  # package -> our own packages it may import; finer rules below
    "drivers": {"drivers"},
    "device": {"device", "drivers"},
    "sync": {"sync", "device"},
}
SYNC_MAY_SEE_OF_DEVICE = {
    *("device", "device.days", "device.records", "device.plain", "device.calendar"),
    *("device.store_file", "device.store_reader", "device.clock", "device.config", "device.journal", "device.notify"),
    *("device.arguments", "device.render", "device.stopping", "device.terminal"),
    *("device.baseline_file", "device.personal"),  # the demo has a baseline
}


def imports(source: str) -> Iterator[str]:
    """Every module that the source names in an import, as dotted names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def allowed(module: str, doors: set[str]) -> bool:
    return any(module == door or (door.endswith("*") and module.startswith(door[:-1])) for door in doors)


def violations(module: str, source: str, modules: set[str]) -> list[str]:
    """Broken rules of one module, in words."""
    found = []
    for name in dict.fromkeys(imports(source)):
        found += [f"{module} imports {name}: {rule}" for rule in broken_rules(module, name, modules)]
    return found


def broken_rules(module: str, name: str, modules: set[str]) -> Iterator[str]:
    top, own = name.partition(".")[0], module.partition(".")[0]
    if top in DOORS and not allowed(module, DOORS[top]):
        yield f"{top} has its door at {sorted(DOORS[top])}"
    if top == "numpy" and module in NUMPY_FREE:
        yield "this module is loaded where numpy must not be"
    if top in PACKAGES and top not in MAY_IMPORT[own]:
        yield f"{own} may only import {sorted(MAY_IMPORT[own])}"
    if own == "device" and module.removeprefix("device.") in PURE:
        yield from broken_purity(name, modules)
    if own == "sync" and top == "device" and name in modules and name not in SYNC_MAY_SEE_OF_DEVICE:
        yield "sync sees only the device's records and documents"


def broken_purity(name: str, modules: set[str]) -> Iterator[str]:
    top = name.partition(".")[0]
    if top in SHELL_MODULES:
        yield "the pure core does no I/O"
    if top in ("drivers", "sync") or (name in modules and top == "device" and name.removeprefix("device.") not in PURE):
        yield "the pure core imports only the pure core"


def sources() -> dict[str, str]:
    """Module name -> source of everything in the three packages."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return {module_name(path): path.read_text(encoding="utf-8") for path in paths}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


ALL = sources()
MODULES = set(ALL) - {"device", "drivers", "sync"}


@pytest.mark.parametrize("module", ALL)
def test_every_module_imports_only_what_it_may(module: str) -> None:
    assert violations(module, ALL[module], MODULES) == []


def test_every_name_in_the_rule_is_a_module_that_exists() -> None:
    named = {door for doors in DOORS.values() for door in doors if not door.endswith("*")}
    named |= NUMPY_FREE | {f"device.{name}" for name in PURE} | (SYNC_MAY_SEE_OF_DEVICE - {"device"})
    assert named - set(ALL) == set()


@pytest.mark.parametrize(
    ("module", "planted"),
    [
        ("device.loop", "import smbus2"),
        ("device.tremor", "import time"),
        ("device.tremor", "from time import monotonic"),
        ("device.tremor", "from pathlib import Path"),
        ("device.tremor", "from device.store import Store"),
        ("device.tremor", "import device.store"),
        ("device.tremor", "from device import store"),
        ("device.coach", "from drivers.panel import Panel"),
        ("device.days", "import numpy as np"),
        ("device.loop", "import time"),
        ("device.loop", "from sync.outbox import pending"),
        ("device.run", "import sync.mqtt"),
        ("drivers.mpu6050.chip", "from device.store import Store"),
        ("sync.uploader", "from device.loop import Loop"),
        ("sync.uploader", "from drivers.i2c.bus import Bus"),
        ("sync.uploader", "def late():\n    import numpy"),
        ("sync.uploader", "import paho.mqtt.client as mqtt"),
        ("sync.clinic.pages", "from sqlalchemy import select"),
    ],
)
def test_a_planted_violation_is_seen(module: str, planted: str) -> None:
    assert violations(module, planted, MODULES | {"device.loop", "device.store", "sync.outbox", "drivers.panel"}) != []


@pytest.mark.parametrize(
    ("module", "fine"),
    [
        ("drivers.i2c.bus", "import smbus2"),
        ("device.tremor", "import numpy as np\nfrom device.features import Features"),
        ("device.loop", "from drivers.panel import Panel\nfrom device.coach import Coach"),
        ("sync.outbox", "from device.days import DayDocument"),
        ("device.clock", "import time"),
    ],
)
def test_what_is_allowed_is_not_reported(module: str, fine: str) -> None:
    assert violations(module, fine, MODULES) == []
