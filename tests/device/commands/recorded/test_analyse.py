import contextlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.analysis.page import to_text
from device.analysis.report import Analysis, to_data
from device.cli import main
from device.commands.recorded.analysing import analyse
from device.recordings.files import BadRecording
from device.records.facts import Episode, Minute
from device.records.person import Personal
from device.signals.samples import Floats, Samples
from device.store.baselines import Baseline, write_baselines
from device.tremor.verdict import Reading
from tests.support import loggers
from tests.support.examples import examples
from tests.support.limbs import only, shaken, still, without

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """The command with its exit status and what it printed on stdout and stderr."""

    def run(*words: object) -> tuple[int, str, str]:
        status = main(["analyse", *map(str, words)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def saved(folder: Path, samples: Samples, name: str = "recording.npz") -> Path:
    path = folder / name
    arrays = {"t": samples.time_s, "acc_g": samples.acceleration_g, "gyr_dps": samples.rotation_dps}
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})  # type: ignore[arg-type]  # as above
    return path


def analysed(run: Run, path: Path, *more: object) -> dict[str, Any]:
    status, out, _ = run(path, "--json", "-", *more)
    assert status == 0
    result: dict[str, Any] = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    return result


def test_json_holds_one_window_a_second_the_episodes_the_minutes_and_the_day(run: Run, tmp_path: Path) -> None:
    result = analysed(run, saved(tmp_path, shaken(still(20, start_s=3), 5, 20)))
    assert [window["t_s"] for window in result["windows"]] == list(range(3, 23))
    assert [window["tremor"] for window in result["windows"]] == [None, *[True] * 18, None]
    assert result["windows"][5]["frequency_hz"] == pytest.approx(5, abs=0.05)
    assert result["windows"][5]["amplitude_deg"] == pytest.approx(1.273, rel=0.05)
    (episode,) = result["episodes"]
    assert episode["duration_s"] == 18
    assert [minute["tremor_s"] for minute in result["minutes"]] == [18]
    assert result["day"]["totals"]["tremor_s"] == 18
    assert result["day"]["quarters"][0]["quarter"] == 0


def test_seconds_in_a_gap_are_listed_as_without_samples(run: Run, tmp_path: Path) -> None:
    result = analysed(run, saved(tmp_path, without(still(30), 10, 20)))
    assert [window["t_s"] for window in result["windows"]] == list(range(30))
    assert result["windows"][15] | {"t_s": 15, "tremor": None, "why": "no samples"} == result["windows"][15]


def test_a_recording_too_short_for_a_window_says_why(run: Run, tmp_path: Path) -> None:
    path = saved(tmp_path, still(1.5))
    assert [window["tremor"] for window in analysed(run, path)["windows"]] == [None, None]
    _, out, _ = run(path)
    assert "no second could be judged" in out


def test_the_start_places_the_recording_in_the_day(run: Run, tmp_path: Path) -> None:
    result = analysed(run, saved(tmp_path, still(10)), "--start", "2026-03-02T09:20:00+01:00")
    assert result["day"]["day"] == "2026-03-02"
    assert [quarter["quarter"] for quarter in result["day"]["quarters"]] == [37]


@pytest.mark.costly
def test_people_get_totals_episodes_and_minutes(run: Run, tmp_path: Path) -> None:
    status, out, err = run(saved(tmp_path, shaken(still(130), 5, 20)))
    assert (status, err) == (0, "")
    assert "tremor      2:08 (100 % of assessable time), median 5.0 Hz" in out
    assert "1 movement episode" in out
    assert "      2:00     9 s         9 s" in out


def test_a_long_recording_is_shown_by_quarter_hours() -> None:
    minutes = tuple(Minute(60.0 * n, 60, 60, n % 2, 0, ((51, n % 2),)) for n in range(120))
    readings = (Reading(0, tremor=False, why=""), Reading(7199, tremor=False, why=""))
    page = to_text(Analysis("long.csv", 0, 7200, readings, (), minutes, 0, None))
    assert "quarter-hour" in page
    assert "01:45     8 s       900 s    5.1      -" in page


def test_people_get_the_time_at_rest_and_what_each_episode_was(run: Run, tmp_path: Path) -> None:
    _, out, _ = run(saved(tmp_path, shaken(still(20), 5, 20)))
    assert "at rest     0:18 (100 % of assessable time), tremor in 100 % of it" in out
    assert "0:01      0:18    5.0    1.3       0.00 Hz  rest    rhythmic" in out
    assert "unconfirmed" not in out


def test_people_are_told_which_episodes_may_have_been_wanted() -> None:
    readings = (Reading(0, tremor=False, why=""), Reading(59, tremor=False, why=""))
    episodes = (Episode(7.0, 0.2, "jerk", "", context="moving"), Episode(20.0, 30.0, "rhythmic", ""))
    page = to_text(Analysis("short.csv", 0, 60, readings, episodes, (), 0, None))
    assert "2 movement episodes, 1 unconfirmed" in page
    assert "0:07     0.2 s      -      -             -  moving  jerk" in page


def test_json_tells_the_context_of_every_second_and_episode(run: Run, tmp_path: Path) -> None:
    result = analysed(run, saved(tmp_path, shaken(still(20), 5, 20)))
    assert [window["context"] for window in result["windows"]] == [None, *["rest"] * 18, None]
    (episode,) = result["episodes"]
    assert (episode["context"], episode["kind"]) == ("rest", "rhythmic")
    assert episode["irregularity_hz"] == pytest.approx(0, abs=0.05)
    assert result["day"]["totals"]["rest_tremor_s"] == 18


def test_a_bad_file_among_good_ones_is_reported_and_the_others_are_analysed(run: Run, tmp_path: Path) -> None:
    first, second = saved(tmp_path, still(4), "a.npz"), saved(tmp_path, still(4), "b.npz")
    status, out, err = run(first, tmp_path / "nowhere.csv", second, "--json", "-")
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [Path(line["file"]).name for line in lines] == ["a.npz", "nowhere.csv", "b.npz"]
    assert lines[1]["error"] == "no such file: check the path"
    assert "nowhere.csv: no such file" in err


def test_json_goes_to_a_file_beside_the_page_for_people(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    _, out, _ = run(saved(tmp_path, still(4)), "--json", target)
    assert "assessable" in out
    assert len(json.loads(target.read_text())["windows"]) == 4


def test_json_that_cannot_be_written_is_explained_before_anything_is_analysed(run: Run, tmp_path: Path) -> None:
    status, out, err = run(saved(tmp_path, still(4)), "--json", tmp_path / "nowhere" / "out.json")
    assert (status, out) == (1, "")
    assert "the JSON output cannot be written" in err


def test_samples_out_of_order_are_counted(run: Run, tmp_path: Path) -> None:
    samples = still(6)
    samples.time_s[300:310] = samples.time_s[300]
    path = saved(tmp_path, samples)
    assert analysed(run, path)["left_out_samples"] == 9
    assert "9 of the samples" in run(path)[1]


def link(path: Path, target: Path) -> Path:
    target.symlink_to(path)
    return target


def hard_link(path: Path, target: Path) -> Path:
    target.hardlink_to(path)
    return target


@pytest.mark.parametrize("option", ["--json", "--plot"])
@pytest.mark.parametrize(
    "named", [lambda path, _: path, link, hard_link, lambda path, _: path.parent / "." / path.name]
)
def test_an_output_that_is_an_input_is_refused_and_the_recording_stays(
    run: Run, tmp_path: Path, option: str, named: Callable[[Path, Path], Path]
) -> None:
    path = saved(tmp_path, still(4))
    before = path.read_bytes()
    status, out, err = run(path, option, named(path, tmp_path / "other.npz"))
    assert (status, out) == (1, "")
    assert "is the same file as" in err
    assert path.read_bytes() == before


def test_plot_and_json_in_one_file_are_refused(run: Run, tmp_path: Path) -> None:
    status, _, err = run(saved(tmp_path, still(4)), "--json", tmp_path / "x", "--plot", tmp_path / "x")
    assert status == 1
    assert "is the same file as" in err


def test_an_earlier_result_is_replaced_and_only_by_a_whole_one(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("earlier")
    run(saved(tmp_path, still(4)), "--json", target)
    assert len(json.loads(target.read_text())["windows"]) == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.json", "recording.npz"]


def test_json_to_a_device_is_written_into_it(run: Run, tmp_path: Path) -> None:
    assert run(saved(tmp_path, still(4)), "--json", "/dev/null")[0] == 0
    assert not Path("/dev/null").is_file()


@pytest.mark.costly
def test_a_file_out_of_order_is_sorted_and_says_so(run: Run, tmp_path: Path) -> None:
    samples = shaken(still(60), 5, 20)
    path = saved(tmp_path, only(samples, np.random.default_rng(1).permutation(len(samples))))
    status, out, err = run(path, "--json", "-")
    result = json.loads(out)
    assert status == 0
    assert (result["sorted_by_time"], result["left_out_samples"]) == (True, 0)
    assert "out of order in time, so it was sorted" in err
    assert result["windows"] == analysed(run, saved(tmp_path, samples, "sorted.npz"))["windows"]


def test_many_samples_left_out_are_said_loudly(run: Run, tmp_path: Path) -> None:
    samples = still(6)
    samples.acceleration_g[:60] = np.nan
    _, _, err = run(saved(tmp_path, samples))
    assert "60 of 600 samples (10%) are left out" in err


def test_a_recording_of_one_window_gives_one_judged_second(run: Run, tmp_path: Path) -> None:
    samples = shaken(still(2.56, rate_hz=50, start_s=7.3), 5, 60)
    windows = analysed(run, saved(tmp_path, samples))["windows"]
    assert [window["tremor"] for window in windows] == [None, True, None]


def test_times_in_milliseconds_are_asked_about(run: Run, tmp_path: Path) -> None:
    samples = still(6)
    status, _, err = run(saved(tmp_path, replace(samples, time_s=samples.time_s * 1000)))
    assert status == 1
    assert "times rise by 10 from one sample to the next: are the times in ms? expected seconds" in err


NUMBER = st.floats() | st.sampled_from([0.0, 0.01, 0.02, 1.0, 1e-310, 1e300, 1e9, 1e10])


@settings(max_examples=examples(60))  # each analyses a file
@given(rows=st.lists(st.lists(NUMBER, min_size=7, max_size=7), max_size=20), gyroscope=st.booleans())
def test_any_numbers_in_a_file_give_an_answer_or_an_explanation(
    tmp_path_factory: pytest.TempPathFactory, *, rows: list[list[float]], gyroscope: bool
) -> None:
    names = ["t_s", "ax_g", "ay_g", "az_g", *(["gx_dps", "gy_dps", "gz_dps"] if gyroscope else [])]
    path = tmp_path_factory.getbasetemp() / "any.csv"
    lines = [",".join(names), *(",".join(map(str, row[: len(names)])) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    with contextlib.suppress(BadRecording):
        to_text(analyse(path))
        json.dumps(to_data(analyse(path)), allow_nan=False)


@pytest.mark.costly
@settings(max_examples=examples(30))  # each analyses ten seconds
@given(
    wild=st.lists(st.tuples(st.integers(0, 999), st.integers(0, 6), NUMBER), max_size=30),
    scale=st.sampled_from([1.0, 1e-300, 1e150, 1e300]),
    step_s=st.sampled_from([0.01, 0.1, 1e-9, 1e-320]),
)
def test_any_numbers_in_a_recording_give_an_answer_or_an_explanation(
    tmp_path_factory: pytest.TempPathFactory, wild: list[tuple[int, int, float]], scale: float, step_s: float
) -> None:
    numbers = np.column_stack([np.arange(1000) * step_s, np.random.default_rng(1).normal(size=(1000, 6)) * scale])
    for row, column, number in wild:
        numbers[row, column] = number
    samples = Samples(numbers[:, 0], numbers[:, 1:4], numbers[:, 4:])
    with contextlib.suppress(BadRecording):
        to_data(analyse(saved(tmp_path_factory.getbasetemp(), samples)))


def test_a_start_that_is_no_moment_is_explained(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("x.csv", "--start", "yesterday")
    assert "expected a moment like 2026-03-02T09:14:05+01:00" in capsys.readouterr().err


def test_two_files_make_no_plot(run: Run, tmp_path: Path) -> None:
    status, _, err = run("a.csv", "b.csv", "--plot", tmp_path / "x.png")
    assert status == 2
    assert "--plot draws one recording" in err


@pytest.mark.slow
@pytest.mark.parametrize("start", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"])
def test_a_start_no_sensor_lived_at_is_explained(run: Run, start: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("x.csv", "--start", start)
    assert "expected a year from 1970 to 2200" in capsys.readouterr().err


@pytest.mark.costly
@pytest.mark.parametrize(("name", "start"), [("plot.png", b"\x89PNG"), ("plot.svg", b"<svg")])
def test_a_plot_is_a_picture_by_its_ending(run: Run, tmp_path: Path, name: str, start: bytes) -> None:
    status, _, _ = run(saved(tmp_path, shaken(still(30), 5, 20)), "--plot", tmp_path / name)
    assert status == 0
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.slow
def test_a_plot_of_a_recording_without_gyroscope_or_assessable_seconds_is_drawn(run: Run, tmp_path: Path) -> None:
    samples = still(2)
    assert (
        run(saved(tmp_path, Samples(samples.time_s, samples.acceleration_g, None)), "--plot", tmp_path / "x.svg")[0]
        == 0
    )


def test_postures_are_measured_against_a_persons_baseline(tmp_path: Path, run: Run) -> None:
    file, baseline = saved(tmp_path, still(30)), tmp_path / "baseline.json"
    write_baselines(baseline, (Baseline(1.7e9, Personal(neutral=((1.0, 0.0, 0.0),))),))
    assert json.loads(run(file, "--json", "-")[1])["episodes"] == []
    (episode,) = json.loads(run(file, "--baseline", baseline, "--json", "-")[1])["episodes"]
    assert episode["kind"] == "sustained posture"
    assert episode["tilt_deg"] == pytest.approx(90, abs=0.5)


def test_a_baseline_that_is_not_there_is_named(tmp_path: Path, run: Run) -> None:
    status, _, said = run(saved(tmp_path, still(5)), "--baseline", tmp_path / "none.json")
    assert status == 1
    assert "none.json: no baseline there" in said


@pytest.mark.costly
def test_the_set_in_a_recording_is_counted_when_asked_for(tmp_path: Path, run: Run) -> None:
    file = saved(tmp_path, shaken(still(60), 0.25, 60, axis=(0, 1, 0)))
    assert "  set " not in run(file)[1]
    assert json.loads(run(file, "--json", "-")[1])["set"] is None
    assert re.search(r"  set         1[45] repetitions, 0:\d\d to 0:\d\d, median 7[4-7] deg", run(file, "--set")[1])
    assert len(json.loads(run(file, "--set", "--json", "-")[1])["set"]) in (14, 15)


def test_what_does_not_count_beside_a_set_is_told_with_when_and_why(tmp_path: Path, run: Run) -> None:
    """Five swings of 60 degrees in 4 s from 0:10 on, and one of 130 degrees right before."""
    angle_deg = np.zeros(4000)
    swing = (1 - np.cos(np.linspace(0, 2 * np.pi, 400, endpoint=False))) / 2
    angle_deg[600:1000] = 130 * swing
    angle_deg[1000:3000] = np.tile(60 * swing, 5)
    file = saved(tmp_path, tilted(angle_deg))
    page = run(file, "--set")[1]
    assert re.search(r"  set         5 repetitions, 0:\d\d to 0:[23]\d, median (5[5-9]|6[0-5]) deg", page)
    assert re.search(r"  not counted \d unlike the repetitions of the set: at 0:0[2-7]", page)
    (result,) = run(file, "--set", "--json", "-")[1].splitlines()
    assert len(json.loads(result)["set"]) == 5
    assert {cycle["reason"] for cycle in json.loads(result)["set_uncounted"]} == {"unlike the repetitions of the set"}


def test_a_set_beside_which_as_much_does_not_count_is_not_sure(tmp_path: Path, run: Run) -> None:
    """Six swings of 60 degrees in 3 s, 12 s of rest, and four more of 45: nobody knows if they were meant."""
    swing_deg = (1 - np.cos(np.linspace(0, 2 * np.pi, 300, endpoint=False))) / 2
    six, four, rest = np.tile(60 * swing_deg, 6), np.tile(45 * swing_deg, 4), np.zeros(300)
    page = run(saved(tmp_path, tilted(np.concatenate([rest, six, np.zeros(1200), four, rest]))), "--set")[1]
    assert "  set         6 repetitions" in page
    assert re.search(r"  not sure    [45] movements that do not count may be repetitions too", page)
    alone = run(saved(tmp_path, tilted(np.concatenate([rest, six, rest]))), "--set")[1]
    assert "not sure" not in alone


@pytest.mark.parametrize(
    ("peak_dps", "doubt"),
    [(25, "they turn the limb by less than 5 deg, as tremor and sway do"), (150, "tremor of 2.0 Hz is told in it")],
)
def test_cycles_of_a_slow_tremor_are_no_sure_repetitions(tmp_path: Path, run: Run, peak_dps: float, doubt: str) -> None:
    """2 Hz: a movement of half a second might be meant."""
    assert f"  not sure    {doubt}" in run(saved(tmp_path, shaken(still(30), 2, peak_dps)), "--set")[1]


def test_swings_in_which_steps_are_felt_are_no_sure_repetitions(tmp_path: Path, run: Run) -> None:
    """30 swings of 25 degrees in 1.1 s; with two steps to each, which lift the arm by 0.3 g."""
    time_s = np.arange(0, 33, 0.01)
    swings = tilted(12.5 * (1 - np.cos(2 * np.pi * time_s / 1.1)))
    steps = 1 + 0.3 * np.cos(2 * np.pi * time_s / 0.55)
    walked = replace(swings, acceleration_g=swings.acceleration_g * steps[:, np.newaxis])
    doubt = "  not sure    steps are felt in it: they may be arm swings"
    assert doubt in run(saved(tmp_path, walked), "--set")[1]
    assert doubt not in run(saved(tmp_path, swings), "--set")[1]


def test_a_rhythm_that_shakes_but_hardly_turns_the_limb_is_named(tmp_path: Path, run: Run) -> None:
    """5 Hz of 0.2 g, and no more than 2 deg/s: a joint would be more than two metres away."""
    samples = shaken(still(20), 5, 2)
    samples.acceleration_g[:, 0] += 0.2 * np.sin(2 * np.pi * 5 * samples.time_s)
    page = run(saved(tmp_path, samples))[1]
    assert re.search(r"  shaken      0:1\d far more than turned, as by a machine: no tremor is told then", page)
    assert "shaken" not in run(saved(tmp_path, shaken(still(20), 5, 20)))[1]


def test_how_far_a_repetition_went_is_not_told_where_the_gyroscope_was_at_the_end_of_its_range(
    tmp_path: Path, run: Run
) -> None:
    """Six swings of 120 degrees in 1 s, 377 deg/s at most, of which a gyroscope of 250 deg/s cuts off a third."""
    swing_deg = 60 * (1 - np.cos(np.linspace(0, 2 * np.pi, 100, endpoint=False)))
    samples = tilted(np.concatenate([np.zeros(300), *[swing_deg] * 6, np.zeros(300)]))
    assert samples.rotation_dps is not None
    cut = Samples(samples.time_s, samples.acceleration_g, np.clip(samples.rotation_dps, -250, 250))
    page = run(saved(tmp_path, cut), "--set")[1]
    assert re.search(
        r"set         [5-7] repetitions, .*; how far is not known: the gyroscope was at the end of its range", page
    )
    assert "median" not in next(line for line in page.splitlines() if line.startswith("  set "))
    assert re.search(r"  not judged  0:10 of 0:12: the gyroscope is at the end of its range", page)
    (result,) = run(saved(tmp_path, cut), "--set", "--json", "-")[1].splitlines()
    assert {cycle["range_deg"] for cycle in json.loads(result)["set"]} == {None}


SWING = (1 - np.cos(np.linspace(0, 2 * np.pi, 400, endpoint=False))) / 2  # in 4 s


@pytest.mark.costly
@pytest.mark.parametrize(
    ("exercise", "range_deg", "told"),
    [
        ("elbow-bend", 120, "  set         6 repetitions"),
        ("elbow-bend", 160, "  not counted 6 further than 150°: at 0:1"),
        ("wrist-opposite", 120, "  not counted 6 further than 80°: at 0:1"),
        ("paced-swing", 60, "  set         6 repetitions"),
        ("paced-swing", 12, "  not counted 6 short by 5°: at 0:1"),
    ],
)
def test_a_set_of_a_named_exercise_counts_from_15_degrees_to_its_cap(
    exercise: str, range_deg: int, told: str, tmp_path: Path, run: Run
) -> None:
    file = saved(tmp_path, tilted(range_deg * np.concatenate([np.zeros(1000), *[SWING] * 6, np.zeros(600)])))
    page = run(file, "--set", "--exercise", exercise)[1]
    assert told in page
    assert "6 repetitions" in run(file, "--set")[1]


def test_an_exercise_that_nobody_counts_is_named_with_those_that_are(tmp_path: Path, run: Run) -> None:
    counted = (
        "forearm-turn, wrist-opposite, elbow-bend, arm-raise, reach, paced-swing, toes-up, knee-straighten, head-turn"
    )
    expected = f"--exercise: expected an exercise that is counted ({counted}), got "
    for name, seen in (("curl", "'curl'"), ("gentle-stretch", "gentle-stretch, which has no repetitions")):
        status, _, said = run(tmp_path / "any.csv", "--set", "--exercise", name)
        assert status == 2
        assert expected + seen in said


def test_an_exercise_without_a_set_is_refused(tmp_path: Path, run: Run) -> None:
    status, _, said = run(tmp_path / "any.csv", "--exercise", "reach")
    assert (status, "--exercise says what --set counts: give both" in said) == (2, True)


def tilted(angle_deg: Floats) -> Samples:
    """100 Hz; about y, where gravity shows it."""
    quiet, tilt = still(len(angle_deg) / 100), np.radians(angle_deg)
    assert quiet.rotation_dps is not None
    felt_g = np.stack([-np.sin(tilt), 0 * tilt, np.cos(tilt)], axis=1)
    turned_dps = np.gradient(angle_deg, 0.01)[:, None] * [0, 1, 0]
    noise_g = quiet.acceleration_g - quiet.acceleration_g.mean(axis=0)
    return replace(quiet, acceleration_g=felt_g + noise_g, rotation_dps=quiet.rotation_dps + turned_dps)


def test_a_recording_without_a_set_says_so(tmp_path: Path, run: Run) -> None:
    assert (
        "set         none: no two similar movements out and back within 10 s each"
        in run(saved(tmp_path, still(20)), "--set")[1]
    )


def test_the_page_says_which_moment_its_times_count_from_and_json_counts_from_there_too(
    run: Run, tmp_path: Path
) -> None:
    path = saved(tmp_path, shaken(still(20, start_s=1003), 5, 20))
    _, out, _ = run(path, "--set")
    assert "  times       from the start of the first second, t_s = 1003 in the file" in out
    result = analysed(run, path)
    assert [window["from_start_s"] for window in result["windows"]] == list(range(20))
    assert [window["t_s"] for window in result["windows"]] == list(range(1003, 1023))
    (episode,), minutes = result["episodes"], result["minutes"]
    assert (episode["start_s"], episode["from_start_s"]) == (1004, 1)
    assert re.search(r"^      0:01 .*rhythmic$", out, re.MULTILINE)
    assert [minute["start_s"] - 1003 for minute in minutes] == [minute["from_start_s"] for minute in minutes]


def test_a_plot_of_another_ending_is_refused_before_anything_is_analysed(run: Run, tmp_path: Path) -> None:
    status, out, err = run(saved(tmp_path, still(4)), "--plot", tmp_path / "x.txt")
    assert (status, out) == (1, "")
    assert f"{tmp_path}/x.txt: a plot is a .png or .svg file, got the ending .txt: name it {tmp_path}/x.png" in err
    assert not (tmp_path / "x.txt").exists()


def moving(seconds: float = 60) -> Samples:
    """A limb that swings slowly by 20 degrees about y."""
    samples = still(seconds)
    assert samples.rotation_dps is not None
    angle = np.radians(20) * np.sin(2 * np.pi * 0.1 * samples.time_s)
    acceleration_g = samples.acceleration_g + np.column_stack([np.sin(angle), 0 * angle, np.cos(angle) - 1])
    turning = -np.degrees(np.gradient(angle, samples.time_s))
    return replace(
        samples, acceleration_g=acceleration_g, rotation_dps=samples.rotation_dps + turning[:, None] * [0, 1, 0]
    )


def in_other_units(samples: Samples) -> Samples:
    """m/s² and rad/s."""
    assert samples.rotation_dps is not None
    return Samples(samples.time_s, samples.acceleration_g * 9.80665, np.radians(samples.rotation_dps))


def test_acceleration_in_other_units_is_noticed_and_how_to_convert_it_is_said(run: Run, tmp_path: Path) -> None:
    samples = replace(moving(), acceleration_g=in_other_units(moving()).acceleration_g)
    status, out, err = run(saved(tmp_path, samples))
    words = (
        "acceleration has a median of 9.8, as in m/s²; expected g, 1 where a limb is still: divide it by 9.80665,"
        " or name it ax_mps2, ay_mps2, az_mps2 (NPZ: acc_mps2)"
    )
    assert status == 0
    assert words in err
    assert f"  units?      {words}" in out
    assert "rotation" not in err


def test_rotation_in_other_units_is_noticed_by_what_gravity_says(run: Run, tmp_path: Path) -> None:
    samples = replace(moving(), rotation_dps=in_other_units(moving()).rotation_dps)
    (suspicion,) = analysed(run, saved(tmp_path, samples))["suspected_units"]
    assert re.match(r"gravity turned 5\d times as fast as the gyroscope says, as in rad/s; expected deg/s", suspicion)
    assert suspicion.endswith(
        "multiply it by 57.2958, or name it gx_radps, gy_radps, gz_radps (NPZ: gyr_radps), and it is converted"
    )


def test_both_other_units_are_told_at_once(run: Run, tmp_path: Path) -> None:
    assert len(analysed(run, saved(tmp_path, in_other_units(moving())))["suspected_units"]) == 2


@pytest.mark.parametrize(
    "samples",
    [
        moving(),
        still(30),
        shaken(still(30), 5, 400),
        replace(moving(), rotation_dps=None),
        replace(
            moving(), rotation_dps=np.random.default_rng(0).normal(0, 0.04, (6000, 3))
        ),  # a gyroscope that is broken
        replace(moving(), acceleration_g=moving().acceleration_g * 3),  # no unit that anybody uses
    ],
)
def test_units_as_expected_and_what_nobody_can_tell_are_taken_as_they_are(
    run: Run, tmp_path: Path, samples: Samples
) -> None:
    assert analysed(run, saved(tmp_path, samples))["suspected_units"] == []


@pytest.mark.parametrize("ending", ["csv", "npz"])
def test_columns_that_name_another_unit_are_converted(run: Run, tmp_path: Path, ending: str) -> None:
    expected, other = shaken(moving(20), 5, 20), in_other_units(shaken(moving(20), 5, 20))
    assert other.rotation_dps is not None
    path = tmp_path / f"other.{ending}"
    if ending == "npz":
        np.savez(path, t=other.time_s, acc_mps2=other.acceleration_g, gyr_radps=other.rotation_dps)
    else:
        header = "t_s,ax_mps2,ay_mps2,az_mps2,gx_radps,gy_radps,gz_radps"
        table = np.column_stack([other.time_s, other.acceleration_g, other.rotation_dps])
        np.savetxt(path, table, "%.7f", ",", header=header, comments="")
    seen = analysed(run, path)["windows"]
    wanted = analysed(run, saved(tmp_path, expected))["windows"]
    assert [window["tremor"] for window in seen] == [window["tremor"] for window in wanted]
    assert seen[5]["amplitude_deg"] == pytest.approx(wanted[5]["amplitude_deg"], rel=0.001)


def written(folder: Path, text: str, name: str = "recording.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def trembling() -> Samples:
    """Twelve seconds of tremor at 5 Hz by 40 deg/s."""
    return shaken(still(12), 5, 40)


@pytest.mark.parametrize("names", ["AsX(deg/s),AsY(deg/s),AsZ(deg/s)", "Gyro-X (d/s), Gyro-Y (d/s), Gyro-Z (d/s)"])
def test_a_gyroscope_under_another_name_is_used_and_how_it_was_taken_is_said(
    run: Run, tmp_path: Path, names: str
) -> None:
    path = written(tmp_path, loggers.own(trembling()).replace("gx_dps,gy_dps,gz_dps", names))
    words = f"rotation: {', '.join(name.strip() for name in names.split(','))}, in deg/s"
    assert analysed(run, path)["taken_as"] == [words]
    _, out, _ = run(path)
    assert f"  taken as    {words}" in out
    assert "tremor      0:10 (100 % of assessable time), median 5.0 Hz" in out


@pytest.mark.parametrize("names", ["wx,wy,wz", "gyroX,gyroY,gyroZ", "rotationRateX,rotationRateY,rotationRateZ"])
def test_a_gyroscope_of_unknown_unit_is_refused_until_it_is_said(run: Run, tmp_path: Path, names: str) -> None:
    path = written(tmp_path, loggers.own(trembling()).replace("gx_dps,gy_dps,gz_dps", names))
    status, out, err = run(path)
    assert (status, out) == (1, "")
    assert f"columns {names.replace(',', ', ')} look like a gyroscope's, of unknown unit: say it" in err
    assert analysed(run, path, "--units", "rotation=dps")["day"]["totals"]["tremor_s"] == 10


def test_columns_that_are_no_movement_are_left_alone_by_name(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, loggers.witmotion(trembling()))
    assert "left alone: DeviceName, AngleX(°), AngleY(°), AngleZ(°), T(°C)" in analysed(run, path)["taken_as"]


def test_milli_g_is_noticed_and_converted_where_it_is_said(run: Run, tmp_path: Path) -> None:
    samples = replace(still(12), acceleration_g=still(12).acceleration_g * 998, rotation_dps=None)
    path = saved(tmp_path, samples)
    (suspected,) = analysed(run, path)["suspected_units"]
    assert suspected.startswith("acceleration has a median of 998, as in milli-g; expected g")
    result = analysed(run, path, "--units", "acceleration=mg")
    assert (result["suspected_units"], result["taken_as"]) == ([], ["acceleration: acc_g, in mg"])


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (16, "median of 16, "),
        (64, "as in raw counts (64 in a g)"),
        (256, "as in raw counts (256 in a g); .* --range-g 128"),
        (0.01, "median of 0.01, as without gravity"),
    ],
)
def test_acceleration_that_is_no_g_is_noticed_by_its_size(run: Run, tmp_path: Path, factor: float, words: str) -> None:
    samples = replace(still(12), acceleration_g=still(12).acceleration_g * factor, rotation_dps=None)
    suspected = "".join(analysed(run, saved(tmp_path, samples))["suspected_units"])
    expected = "" if factor == 16 else words  # no unit that anybody uses
    assert re.search(re.escape(expected).replace(r"\.\*", ".*"), suspected)
    assert bool(suspected) == bool(expected)


def test_rotation_that_no_limb_can_do_is_noticed(run: Run, tmp_path: Path) -> None:
    samples = shaken(still(12), 5, 40_000)
    suspected = analysed(run, saved(tmp_path, replace(samples, acceleration_g=still(12).acceleration_g)))[
        "suspected_units"
    ]
    assert ["if it is in mdeg/s or raw counts, name it" in words for words in suspected] == [True]


def test_two_recordings_in_one_file_are_refused_with_the_line(run: Run, tmp_path: Path) -> None:
    one, other = loggers.own(trembling()), loggers.own(still(12, start_s=0.003))
    path = written(tmp_path, one + other.partition("\n")[2])
    status, out, err = run(path)
    assert (status, out) == (1, "")
    assert "times go back at line 1202, from 11.99 to 0.003 s" in err
    assert "split the file there" in err


@pytest.mark.parametrize("count", [4, 100])
def test_times_that_many_samples_share_are_spread_when_asked_for(run: Run, tmp_path: Path, count: int) -> None:
    samples = trembling()
    path = saved(tmp_path, replace(samples, time_s=np.floor(samples.time_s * 100 / count + 1e-9) * count / 100))
    status, _, err = run(path)
    assert status == 1
    assert f"a time stands {count} times in a row" in err
    result = analysed(run, path, "--spread-times")
    assert result["day"]["totals"]["tremor_s"] == 10
    assert f"each time stands {count} times" in result["taken_as"][0]


def test_a_gyroscope_in_a_file_of_its_own_is_joined_by_time(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, loggers.phyphox_acceleration(trembling()))
    other = written(tmp_path, loggers.phyphox_gyroscope(trembling()), "Gyroscope.csv")
    result = analysed(run, path, "--gyroscope", other)
    assert result["windows"][5]["amplitude_deg"] == pytest.approx(2.55, rel=0.05)
    assert any("Gyroscope.csv, at 1199 of 1200 samples" in words for words in result["taken_as"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--columns", "time=a"), "--columns: expected t=NAME,ax=NAME"),
        (("--columns", "t=a,t=b"), "--columns: expected each of them once"),
        (("--units", "acceleration=furlongs"), "--units: expected a form like acceleration=g,rotation=dps,time=s"),
        (("--rate", "0.1"), "--rate: expected a rate from 1 to 8000 Hz"),
        (("--range-g", "much"), "--range-g: expected a number above 0, got 'much'"),
        (("--range-g", "0"), "--range-g: expected a number above 0"),
    ],
)
def test_an_option_that_makes_no_sense_is_explained(
    run: Run, tmp_path: Path, options: tuple[str, str], words: str
) -> None:
    status, _, err = run(saved(tmp_path, still(4)), *options)
    assert status == 2
    assert words in err


@pytest.mark.parametrize("times", [1000, 131, 32.8])
def test_a_gyroscope_that_gravity_does_not_follow_is_noticed(run: Run, tmp_path: Path, times: float) -> None:
    samples = moving()
    assert samples.rotation_dps is not None
    (suspected,) = analysed(run, saved(tmp_path, replace(samples, rotation_dps=samples.rotation_dps * times)))[
        "suspected_units"
    ]
    assert "if it is in mdeg/s or raw counts, name it gx_mdps" in suspected


CHECKUP = ("--checkup", "without trick=0:02-0:24,with trick=0:26-0:48", "--site", "hand")


def relieved(folder: Path) -> Path:
    """A tremor of 40 deg/s that falls to a half 25 s after it began."""
    samples = shaken(still(50, start_s=3), 5, 40)
    eased = np.where(samples.time_s < 28, 1.0, 0.5)[:, None]
    assert samples.rotation_dps is not None
    return saved(folder, replace(samples, rotation_dps=samples.rotation_dps * eased))


@pytest.mark.costly
def test_a_check_up_in_it_is_told_stage_by_stage_with_what_the_trick_did(run: Run, tmp_path: Path) -> None:
    status, out, err = run(relieved(tmp_path), *CHECKUP)
    assert (status, err) == (0, "")
    assert "Check-up from 0:02 to 0:48, worn on the hand" in out
    assert "0:02  without trick    22 of 22 s       22 s    22 s    5.0    2.5" in out
    assert "0:26  with trick       22 of 22 s       22 s    22 s    5.0    1.3" in out
    assert "trick       relief told: movement above 1.5 Hz fell by 50 % at best, for 22 s" in out
    assert "tilt        not known" in out
    assert "recorded    0:50 of 0:50" in out
    assert "assessable  0:00" in out, "of minutes with some of a check-up in them only wearing counts, as on the device"


@pytest.mark.costly
def test_the_check_up_is_in_the_json_as_a_record_and_in_the_day(run: Run, tmp_path: Path) -> None:
    result = analysed(run, relieved(tmp_path), *CHECKUP)
    (checkup,), (of_day,) = result["checkups"], result["day"]["checkups"]
    assert (checkup["from_start_s"], checkup["start_s"], checkup["trick"]["relief"]) == (2, 5, "told")
    assert [stage["judged_s"] for stage in checkup["stages"]] == [22, 22]
    assert of_day["trick"] == checkup["trick"]
    assert result["day"]["totals"]["tremor_s"] == 0


def test_a_check_up_after_the_end_is_the_file_s_error(run: Run, tmp_path: Path) -> None:
    status, out, err = run(saved(tmp_path, still(10)), "--checkup", "rest=0:12", "--json", "-")
    assert status == 1
    assert "--checkup: rest begins after the end: the recording lasts 0:10" in err
    assert "rest begins after the end" in json.loads(out)["error"]


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--checkup", "nap=0:12"), "--checkup: expected one of rest, hold"), (("--site", "neck"), "give --checkup too")],
)
def test_options_of_a_check_up_that_make_no_sense_end_with_2(run: Run, words: tuple[str, ...], said: str) -> None:
    status, _, err = run("any.csv", *words)
    assert status == 2
    assert said in err
