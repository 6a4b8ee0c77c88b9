"""Taking a baseline: which positions are neutral, what the command says and keeps, and who uses it."""

import json
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.cli import main
from device.program.parts import personal_in_use
from device.records.person import Personal
from device.sensor.positions import BLOCK, HELD_BLOCKS, HalfSecond, HeldPosition, Positions, neutral_positions
from device.signals.samples import Floats
from device.simulation.held_limb import HELD_ANGLES, held_limb
from device.store.baselines import Baseline, read_baselines, write_baselines
from device.store.versions import BadKeptFile
from drivers.mpu6050.frames import Frames, no_frames
from tests.support.configurations import device_configuration

HELD = BLOCK * HELD_BLOCKS


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "easeband.toml"
    path.write_text(device_configuration(tmp_path))
    return str(path)


def held(degrees: float, frames: int = HELD) -> Floats:
    """A limb held at an angle, with a tremor of 6 degrees."""
    angle = np.radians(degrees + 3 * np.sin(np.arange(frames) * 2 * np.pi * 5 / 100))
    return np.column_stack([np.cos(angle), np.sin(angle), np.zeros(frames)])


def steps(finder: Positions[HeldPosition], acceleration_g: Floats) -> list[HalfSecond]:
    return finder.push(Frames(acceleration_g, None, np.full(len(acceleration_g), 25.0), 0, 0.0, 0.0))


def test_a_limb_that_trembles_is_held_all_the_same() -> None:
    finder = neutral_positions(1)
    assert [step.kind for step in steps(finder, held(30))] == ["holding"] * (HELD_BLOCKS - 1) + ["taken"]
    found_g = finder.positions[0].acceleration_g
    assert np.degrees(np.arctan2(found_g[1], found_g[0])) == pytest.approx(30, abs=0.5)


def test_a_limb_that_turns_away_begins_anew() -> None:
    finder = neutral_positions(1)
    kinds = [step.kind for step in steps(finder, np.concatenate([held(0, HELD - BLOCK), held(40)]))]
    assert kinds.count("moving") == 1
    assert kinds.count("taken") == 0
    assert [step.kind for step in steps(finder, held(40, BLOCK))] == ["taken"]


def test_a_position_counts_once() -> None:
    finder = neutral_positions(2)
    assert {step.kind for step in steps(finder, np.concatenate([held(0), held(10)]))} == {"holding", "taken", "again"}
    steps(finder, held(60))
    assert finder.complete


@pytest.mark.parametrize("size", [0.5, 1.5])
def test_a_limb_that_is_pushed_is_not_held(size: float) -> None:
    assert {step.kind for step in steps(neutral_positions(1), size * held(0))} == {"moving"}


@pytest.mark.parametrize("size", [0.5, 1.5])
def test_a_pushed_limb_is_told_what_it_feels_and_not_that_it_turned(size: float) -> None:
    (step, *_) = steps(neutral_positions(1), size * held(0))
    assert step.text.startswith(f"it measures {size:.2f} g, not gravity alone (held: 0.8 to 1.2 g)")
    assert "degrees" not in step.text


def test_a_turning_limb_is_told_by_how_much() -> None:
    texts = [step.text for step in steps(neutral_positions(1), np.concatenate([held(0, BLOCK), held(40, BLOCK)]))]
    assert texts[-1] == "it is moving: it turned by 20 degrees (held: up to 8)"


@pytest.mark.parametrize("action", ["--show", "--undo"])
@pytest.mark.parametrize("given", ["--posture-deg 30", "--positions 2 --jerk-dps 100", "--simulated"])
def test_what_would_be_ignored_beside_show_and_undo_is_refused(
    config: str, tmp_path: Path, action: str, given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_baselines(tmp_path / "baseline.json", (Baseline(1.7e9, Personal()),))
    assert main(["baseline", "--config", config, action, *given.split()]) == 2
    shown, named = capsys.readouterr(), ", ".join(word for word in given.split() if word.startswith("--"))
    assert shown.out == ""
    assert f"{action} takes nothing but --config, got {named} too: run them one after the other" in shown.err
    assert len(read_baselines(tmp_path / "baseline.json")) == 1


@pytest.mark.parametrize("nowhere", [(0.0, 0.0, 0.0), (0.0, -0.0, 1e-9)])
def test_a_neutral_position_that_points_nowhere_is_refused(
    config: str, tmp_path: Path, nowhere: tuple[float, float, float], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "baseline.json"
    good = Personal(neutral=((1.0, 0.0, 0.0),))
    write_baselines(path, (Baseline(1.0, good), Baseline(2.0, Personal(neutral=((0.0, 0.0, 2.0), nowhere)))))
    assert main(["baseline", "--config", config, "--show"]) == 1
    said = capsys.readouterr().err
    assert f"{path}: baselines[1].personal.neutral[1]: expected where gravity points, some 1 g long, got [" in said
    assert "run `easeband baseline` again, which replaces it" in said
    assert personal_in_use(path) == good  # the one before


def test_what_was_held_before_a_restart_of_the_sensor_does_not_count() -> None:
    finder = neutral_positions(1)
    steps(finder, held(0, HELD - BLOCK))
    finder.push(no_frames(0.0, 0.0, "overflow", gyroscope=False))
    assert [step.kind for step in steps(finder, held(0, HELD - BLOCK))][-1] == "holding"


@given(st.lists(st.integers(0, 3 * HELD), max_size=30), st.lists(st.floats(-180, 180), min_size=1, max_size=3))
def test_cutting_the_frames_differently_changes_nothing(places: list[int], angles: Sequence[float]) -> None:
    frames = np.concatenate([held(angle) for angle in angles])
    whole, cut = neutral_positions(3), neutral_positions(3)
    edges = [0, *sorted(place for place in places if place < len(frames)), len(frames)]
    parts = [step for start, end in pairwise(edges) for step in steps(cut, frames[start:end])]
    assert parts == steps(whole, frames)


@pytest.mark.costly
def test_the_command_takes_the_positions_of_a_simulated_arm(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["baseline", "--config", config, "--simulated", "--positions", "3"]) == 0
    assert "neutral positions     3 taken" in capsys.readouterr().out
    (baseline,) = read_baselines(tmp_path / "baseline.json")
    assert baseline.personal.neutral
    for neutral, angle in zip(baseline.personal.neutral, HELD_ANGLES, strict=True):
        assert neutral == pytest.approx((-np.cos(angle), 0, np.sin(angle)), abs=0.02)


@pytest.mark.costly
def test_the_simulated_arm_turns_as_fast_as_its_gyroscope_says() -> None:
    time_s = np.arange(0, 30, 1e-3)
    acceleration_g, rotation_dps = held_limb(time_s)
    angle_deg = np.degrees(np.unwrap(np.arctan2(acceleration_g[:, 2], -acceleration_g[:, 0])))
    assert np.gradient(angle_deg, time_s) == pytest.approx(rotation_dps[:, 1], abs=0.5)


def test_a_threshold_is_set_without_measuring_and_keeps_the_positions(config: str, tmp_path: Path) -> None:
    before = Personal(neutral=((0.0, 0.0, 1.0),))
    write_baselines(tmp_path / "baseline.json", (Baseline(1.7e9, before),))
    assert main(["baseline", "--config", config, "--posture-deg", "35"]) == 0
    assert read_baselines(tmp_path / "baseline.json")[-1].personal == Personal(before.neutral, posture_deg=35.0)


def test_undo_goes_back_and_says_what_is_in_use(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["baseline", "--config", config, "--jerk-dps", "120"]) == 0
    assert main(["baseline", "--config", config, "--undo"]) == 0
    assert "postures are not measured" in capsys.readouterr().out
    assert read_baselines(tmp_path / "baseline.json") == ()
    assert main(["baseline", "--config", config, "--undo"]) == 1
    assert "nothing to undo" in capsys.readouterr().err


def test_a_threshold_that_makes_no_sense_is_refused(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline", "--config", config, "--posture-deg", "1"]) == 1
    assert "posture_deg: expected a number from 5 to 120, got 1.0" in capsys.readouterr().err


def test_a_sensor_that_is_not_there_is_named(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline", "--config", config]) == 1
    assert "/dev/i2c-1" in capsys.readouterr().err


def test_the_device_uses_the_newest_and_goes_on_without_a_bad_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "baseline.json"
    assert personal_in_use(path) == Personal()
    write_baselines(path, (Baseline(1.0, Personal()), Baseline(2.0, Personal(posture_deg=40.0))))
    assert personal_in_use(path) == Personal(posture_deg=40.0)
    path.write_text("x")
    assert personal_in_use(path) == Personal()
    assert "measuring continues without a baseline" in caplog.text


@pytest.mark.costly
@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(
        lambda value: json.dumps({"version": 1, "baselines": value}).encode()
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_baselines_or_a_clear_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(data)
    with suppress(BadKeptFile):
        assert isinstance(read_baselines(path), tuple)
