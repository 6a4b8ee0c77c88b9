"""The gate that a new version has to pass: what it accepts, what it takes back, and what is left for whoever looks."""

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync.doctor.update import update_states
from tests.house.test_packages import ROOT
from tests.support.clocks import ManualClock


@pytest.fixture(scope="module")
def gate() -> Any:
    spec = importlib.util.spec_from_file_location("easeband_gate", ROOT / "systemd" / "gate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two versions, the newer one in use, and a systemctl that writes down what it is asked."""
    for version in ("1-old", "2-new"):
        (tmp_path / "versions" / version / "bin").mkdir(parents=True)
    (tmp_path / "bin").symlink_to(tmp_path / "versions/2-new/bin")
    (tmp_path / "systemctl").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n')
    (tmp_path / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return tmp_path


Look = Callable[[float], Any]


def tried(gate: Any, home: Path, look: Look, broken_before: str = "", **more: object) -> tuple[int, float]:
    """The exit status, and after how many seconds."""
    previous = str(home / "versions/1-old/bin")
    trial = {"previous": previous, "version": "2", "broken_before": broken_before.split(), **more}
    (home / "on-trial.json").write_text(json.dumps(trial))
    clock = ManualClock()
    began_s = clock.monotonic_s()
    status = gate.watch(home, lambda _: look(clock.monotonic_s() - began_s), clock.monotonic_s, clock.sleep)
    return status, clock.monotonic_s() - began_s


def used(home: Path) -> str:
    return (home / "bin").readlink().parent.name


def asked(home: Path) -> list[str]:
    """What was asked of systemctl, but for its questions."""
    return [line for line in (home / "asked").read_text().splitlines() if not line.startswith("show ")]


def told(home: Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((home / "update.json").read_text())
    return answer


def test_a_version_that_is_ready_and_makes_progress_stays_after_ten_seconds(gate: Any, home: Path) -> None:
    assert tried(gate, home, lambda s: gate.Looked(active=True, beat=f"{s}", restarts="0")) == (0, 12.0)
    assert used(home) == "2-new"
    assert (told(home)["outcome"], told(home)["version"]) == ("accepted", "2")
    assert not (home / "on-trial.json").exists()


def test_a_slow_start_is_no_fault(gate: Any, home: Path) -> None:
    assert tried(gate, home, lambda s: gate.Looked(active=s > 40, beat=f"{s}", restarts="0"))[0] == 0


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("never ready", "it is not ready"),
        ("no progress", "no fresh samples came"),
        ("ends again and again", "it ended and was started again"),
        ("sensor lost", "it no longer works: sensor"),
    ],
)
def test_a_version_that_does_not_hold_is_taken_back_within_a_minute(gate: Any, home: Path, name: str, why: str) -> None:
    looks: dict[str, Look] = {
        "never ready": lambda _: gate.Looked(active=False),
        "no progress": lambda _: gate.Looked(active=True, beat="7", restarts="0"),
        "ends again and again": lambda s: gate.Looked(active=True, beat=f"{s}", restarts=f"{s // 8}"),
        "sensor lost": lambda s: gate.Looked(active=True, beat=f"{s}", broken=frozenset({"sensor"})),
    }
    status, took_s = tried(gate, home, looks[name])
    assert (status, took_s) == (1, 60.0)
    assert used(home) == "1-old"
    assert asked(home) == [
        "stop easeband-power",
        "restart easeband-device easeband-sync",
        "try-restart easeband-radio",
    ]
    assert told(home)["outcome"] == "taken back"
    assert told(home)["why"] == why or name == "ends again and again"


def test_what_did_not_work_before_is_no_fault_of_the_new_version(gate: Any, home: Path) -> None:
    def look(now_s: float) -> Any:
        return gate.Looked(active=True, beat=f"{now_s}", broken=frozenset({"panel"}))

    assert tried(gate, home, look, broken_before="panel") == (0, 12.0)


def test_the_trial_begins_with_what_does_not_work_now(gate: Any, home: Path, tmp_path: Path) -> None:
    health = tmp_path / "health.json"
    health.write_text(json.dumps({"parts": [{"part": "panel", "works": False}, {"part": "sensor", "works": True}]}))
    assert gate.broken(health) == {"panel"}
    low = [{"part": name, "works": False} for name in ("battery", "supply", "battery board")]
    health.write_text(json.dumps({"parts": low}))
    assert gate.broken(health) == {"battery board"}, "a battery that runs low meanwhile is no fault of a new version"
    assert gate.broken(tmp_path / "none") == {"recorder"}
    assert gate.main(["--home", str(home), "begin", str(home / "versions/1-old/bin"), "2"]) == 0
    trial = json.loads((home / "on-trial.json").read_text())
    assert (trial["previous"].endswith("1-old/bin"), trial["services"]) == (True, ["easeband-device"])


def test_a_sync_that_was_switched_off_is_neither_asked_for_nor_started(
    gate: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has no clinic may disable it: every new version was taken back then."""
    says = {"ActiveState": "active", "WatchdogTimestampMonotonic": "7", "NRestarts": "0", "UnitFileState": "disabled"}

    def shown(unit: str, name: str) -> str:
        return "inactive" if unit == "easeband-sync" else says[name]

    monkeypatch.setattr(gate, "shown", shown)
    assert (gate.looked(["easeband-device"]).active, gate.looked(gate.SERVICES).active) == (True, False)
    assert tried(gate, home, lambda _: gate.Looked(active=False), services=["easeband-device"])[0] == 1
    assert asked(home) == ["stop easeband-power", "restart easeband-device", "try-restart easeband-radio"]
    gate.begin(home, str(home / "versions/1-old/bin"), "3")
    assert json.loads((home / "on-trial.json").read_text())["services"] == ["easeband-device"]


def test_of_a_version_that_was_taken_back_half_way_it_is_not_said_that_it_stays(gate: Any, home: Path) -> None:
    """The power went away between the link and the word of it: what runs now is the one before."""
    (home / "bin").unlink()
    (home / "bin").symlink_to(home / "versions/1-old/bin")
    assert tried(gate, home, lambda s: gate.Looked(active=True, beat=f"{s}", restarts="0")) == (1, 0.0)
    assert (used(home), told(home)["outcome"], told(home)["version"]) == ("1-old", "taken back", "2")
    assert not (home / "on-trial.json").exists()


def test_what_saves_power_is_put_back_by_the_new_version_before_the_one_before_is_used(
    gate: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That may not know the command. Started again it is in any case, and nobody waits for it."""
    (home / "systemctl").write_text(f'#!/bin/sh\necho "$@" by "$(readlink {home}/bin)" >> {home}/asked\nexit 1\n')
    monkeypatch.setattr(gate, "shown", lambda _unit, name: "enabled" if name == "UnitFileState" else "")
    assert tried(gate, home, lambda _: gate.Looked(active=False))[0] == 1
    first, *_, last = asked(home)
    assert first == f"stop easeband-power by {home}/versions/2-new/bin"
    assert last == f"--no-block start easeband-power by {home}/versions/1-old/bin"
    assert told(home)["outcome"] == "taken back", "whatever systemd answers"


def test_without_a_trial_nothing_happens(gate: Any, home: Path) -> None:
    assert gate.watch(home, lambda _: pytest.fail("looked")) == 0
    assert used(home) == "2-new"


def test_a_damaged_note_of_the_trial_leaves_no_version_unwatched(gate: Any, home: Path) -> None:
    """It ended the gate at each start, for ever."""
    for damaged in ("", "{", "[]", '{"previous": 7}', '{"version": "2"}'):
        (home / "on-trial.json").write_text(damaged)
        clock = ManualClock()
        good = lambda _: gate.Looked(active=True, beat=f"{clock.monotonic_s()}", restarts="0")  # noqa: E731, B023 - short
        assert gate.watch(home, good, clock.monotonic_s, clock.sleep) == 0
        assert (used(home), told(home)["version"]) == ("2-new", "2-new")
        assert not (home / "on-trial.json").exists()


def test_with_a_damaged_note_the_one_other_version_is_the_one_before(gate: Any, home: Path) -> None:
    (home / "on-trial.json").write_text("{")
    clock = ManualClock()
    assert gate.watch(home, lambda _: gate.Looked(active=False), clock.monotonic_s, clock.sleep) == 1
    assert (used(home), told(home)["outcome"], told(home)["previous"]) == ("1-old", "taken back", "1-old")


def test_where_no_version_before_is_known_the_new_one_is_left_and_the_person_told(gate: Any, home: Path) -> None:
    (home / "on-trial.json").write_text("{")
    (home / "versions/1-old/bin").rmdir()
    (home / "versions/1-old").rmdir()
    clock = ManualClock()
    assert gate.watch(home, lambda _: gate.Looked(active=False), clock.monotonic_s, clock.sleep) == 1
    assert (used(home), told(home)["outcome"]) == ("2-new", "left")
    [state] = update_states(home / "update.json")
    assert "no version before it is known, so it runs" in state.text
