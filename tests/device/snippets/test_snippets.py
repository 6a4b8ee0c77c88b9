"""Raw snippets: which stretch is given out, that portions do not matter, and what the folder keeps and lets go."""

import shutil
import tracemalloc
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.records.facts import Dating, Episode, Mark, Minute, Record
from device.signals.samples import Samples
from device.snippets.folder import (
    LEFT_FREE_BYTES,
    SnippetFolder,
    SnippetKeeper,
    kept_snippets,
    packed,
)
from device.snippets.kept import BadSnippet, read_snippet
from device.snippets.ring import MOST_S, REMEMBERED_S, Snippet, SnippetRing
from tests.support.examples import examples
from tests.support.limbs import cut, still, without

DATING = Dating("boot", 1_772_445_600.0, "UTC", "synced")
HOUR = still(3600, rate_hz=25)


def episode(start_s: float, duration_s: float) -> Episode:
    return Episode(start_s, duration_s, "rhythmic", "5.0 Hz, 3.0 deg for 9 s")


def snippets_of(portions: Iterable[Samples], wanted: Iterable[tuple[float, Record]]) -> list[Snippet]:
    """What the ring gives when each record becomes known at the end of the first portion that reaches its time."""
    ring, due = SnippetRing(), sorted(wanted, key=lambda each: each[0])
    found = []
    for portion in portions:
        found += ring.push(portion)
        if not len(portion):
            continue
        known = [record for at_s, record in due if at_s <= portion.time_s[-1]]
        due = due[len(known) :]
        ring.want(known)
    return [*found, *ring.finish()]


def seconds(length_s: float, wanted: Iterable[tuple[float, Record]], samples: Samples = HOUR) -> list[Snippet]:
    return snippets_of(cut(samples, range(0, round(length_s * 25), 5)), wanted)


def span_s(snippet: Snippet) -> tuple[float, float]:
    return float(snippet.samples.time_s[0]), float(snippet.samples.time_s[-1])


def test_a_mark_keeps_what_was_before_it_and_a_little_after() -> None:
    (snippet,) = seconds(400, [(200, Mark(200.0))])
    assert snippet.what == "mark"
    assert span_s(snippet) == (155.0, 215.0)


def test_an_episode_keeps_the_movement_that_it_began_in() -> None:
    (snippet,) = seconds(400, [(215, episode(200, 9))])
    assert snippet.what == "rhythmic: 5.0 Hz, 3.0 deg for 9 s"
    assert span_s(snippet) == (190.0, 214.0)


@pytest.mark.parametrize("duration_s", [60, 300, 899, 900])
def test_of_a_long_episode_the_onset_is_kept_and_said_to_be_all(duration_s: int) -> None:
    (snippet,) = seconds(1500, [(200 + duration_s + 60, episode(200, duration_s))])
    assert span_s(snippet) == (190.0, 190.0 + MOST_S)
    assert snippet.what == "rhythmic: 5.0 Hz, 3.0 deg for 9 s; kept: its first 50 s"


def test_of_an_episode_that_just_fits_all_is_kept() -> None:
    (snippet,) = seconds(400, [(300, episode(200, 45))])
    assert span_s(snippet) == (190.0, 250.0)
    assert "kept" not in snippet.what


@pytest.mark.slow
@given(st.integers(1, 900), st.integers(0, 60))
@settings(max_examples=examples(20))
def test_the_onset_of_any_episode_is_in_its_snippet_within_the_cap(duration_s: int, known_after_s: int) -> None:
    (snippet,) = seconds(1500, [(200 + duration_s + known_after_s, episode(200, duration_s))])
    start_s, end_s = span_s(snippet)
    assert start_s == 190.0
    assert 200 < end_s <= start_s + MOST_S


@pytest.mark.slow
def test_so_much_is_remembered_takes_little_memory() -> None:
    ring, portion_s = SnippetRing(), 0.2
    tracemalloc.start()
    for n in range(round(1.2 * REMEMBERED_S / portion_s)):
        ring.push(still(portion_s, start_s=n * portion_s))
    taken_bytes, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken_bytes < 10_000_000


def test_many_episodes_give_one_snippet_in_ten_minutes() -> None:
    starts_s = range(100, 1900, 30)
    found = seconds(2000, [(start_s + 15, episode(start_s, 9)) for start_s in starts_s])
    assert [snippet.moment_s for snippet in found] == [100, 700, 1300]


def test_a_second_press_in_the_same_stretch_is_one_snippet() -> None:
    assert len(seconds(400, [(200, Mark(200.0)), (203, Mark(203.0)), (230, Mark(230.0))])) == 2


def test_other_records_are_not_asked_for() -> None:
    assert not seconds(400, [(180, Minute(120.0, 60, 60, 0, 0))])


def test_a_stretch_that_is_no_longer_remembered_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    found = seconds(1500, [(1400, Mark(200.0))])
    folder_at(tmp_path).keep(found)
    assert not kept_snippets(tmp_path)
    assert "a raw snippet of mark was not kept: its samples are no longer in memory" in caplog.text


def test_a_gap_stays_a_gap_and_a_stretch_without_samples_is_empty() -> None:
    gapped = without(HOUR, 160, 190)
    (snippet,) = seconds(400, [(200, Mark(200.0))], gapped)
    assert max(after - before for before, after in pairwise(snippet.samples.time_s)) > 29
    (empty,) = seconds(400, [(200, Mark(200.0))], without(HOUR, 100, 300))
    assert not len(empty.samples)


def test_what_is_still_open_at_the_end_is_given_out_as_far_as_it_goes() -> None:
    (snippet,) = seconds(400, [(3598, Mark(3598.0))])
    assert span_s(snippet)[1] == pytest.approx(3599.96)


@pytest.mark.costly
@given(st.lists(st.integers(1, 299 * 25), max_size=200), st.floats(60, 250))
def test_portions_do_not_change_a_snippet(places: list[int], moment_s: float) -> None:
    every = list(cut(still(300, rate_hz=25), range(0, 300 * 25, 5)))
    (expected,) = snippets_of(every, [(moment_s, Mark(moment_s))])
    coarse = cut(still(300, rate_hz=25), [*range(0, 300 * 25, 1000), *places])  # of 40 s
    (found,) = snippets_of(coarse, [(moment_s, Mark(moment_s))])
    assert np.array_equal(found.samples.time_s, expected.samples.time_s)
    assert np.array_equal(found.samples.acceleration_g, expected.samples.acceleration_g)


def test_a_snippet_comes_back_from_its_file(tmp_path: Path) -> None:
    (snippet,) = seconds(400, [(200, Mark(200.0))])
    folder_at(tmp_path).keep([snippet])
    (path,) = kept_snippets(tmp_path)
    found = read_snippet(path)
    assert path.name == "20260302T100320Z-mark.npz"
    assert (found.snippet.what, found.snippet.moment_s, found.trust) == ("mark", 200.0, "synced")
    assert found.moment_utc_s == 200 + DATING.utc_minus_monotonic_s
    assert np.array_equal(found.snippet.samples.time_s, snippet.samples.time_s)
    assert np.allclose(found.snippet.samples.acceleration_g, snippet.samples.acceleration_g, atol=1e-6)


def test_a_clock_that_was_never_set_shows_in_the_name(tmp_path: Path) -> None:
    (snippet,) = seconds(400, [(200, Mark(200.0))])
    SnippetFolder(tmp_path, 10**9, lambda: Dating("boot", 0.0, "UTC", "unknown")).keep([snippet])
    assert [path.name for path in kept_snippets(tmp_path)] == ["19700101T000320Z-mark-clock-unknown.npz"]


def test_the_oldest_leave_first_when_the_folder_is_full(tmp_path: Path) -> None:
    found = seconds(1000, [(moment_s, Mark(moment_s)) for moment_s in (100.0, 200.0, 300.0, 400.0)])
    size_bytes = max(len(packed(snippet, DATING)) for snippet in found)
    folder_at(tmp_path, round(2.5 * size_bytes)).keep(found)
    assert [path.name[9:15] for path in kept_snippets(tmp_path)] == ["100500", "100640"]
    assert sum(path.stat().st_size for path in kept_snippets(tmp_path)) <= 2.5 * size_bytes


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_records_come_first_on_a_card_that_is_nearly_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, LEFT_FREE_BYTES - 1))
    folder_at(tmp_path).keep(seconds(400, [(200, Mark(200.0))]))
    assert not kept_snippets(tmp_path)
    assert "less than 200 MB are free, and records come first" in caplog.text


def test_a_folder_that_cannot_be_written_is_told_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    folder_at(Path("/proc/version/snippets")).keep(seconds(400, [(200, Mark(200.0))]))
    assert "a raw snippet of mark was not kept" in caplog.text


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_snippet_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "20260302T100320Z-mark.npz"
    path.write_bytes(content)
    with pytest.raises(BadSnippet, match="expected a snippet as `easeband run` keeps it"):
        read_snippet(path)


SNIPPET = {"t": np.arange(2) / 100, "acc_g": np.ones((2, 3)), "what": "mark", "trust": "synced"}
MOMENTS = {"moment_s": 0.0, "moment_utc_s": 0.0}


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {**MOMENTS, "what": None},
        {**MOMENTS, "t": np.array([None, None])},
        {**MOMENTS, "moment_s": "noon"},
        {**MOMENTS, "moment_s": np.zeros(3)},
        {**MOMENTS, "moment_s": np.nan},
        {**MOMENTS, "moment_utc_s": 1e300},
    ],
)
def test_a_damaged_snippet_is_explained_in_words_of_its_own(tmp_path: Path, wrong: dict[str, Any]) -> None:
    path = tmp_path / "20260302T100320Z-mark.npz"
    np.savez(path, **{**SNIPPET, **wrong})
    with pytest.raises(BadSnippet, match=f"{path.name}: expected a snippet as `easeband run` keeps it") as raised:
        read_snippet(path)
    assert not any(word in str(raised.value) for word in ("pickle", "archive", "convert", "Python"))


def folder_at(path: Path, most_bytes: int = 10**9) -> SnippetFolder:
    return SnippetFolder(path, most_bytes, lambda: DATING)


def test_a_folder_that_cannot_be_used_is_told_and_looked_at_again(tmp_path: Path) -> None:
    (tmp_path / "snippets").write_text("a file where the folder should be")
    keeper = SnippetKeeper(SnippetFolder(tmp_path / "snippets", 5_000_000, lambda: DATING))
    (state,) = keeper.states()
    assert (state.part, state.works) == ("snippets", False)
    assert state.text == f"{tmp_path}/snippets: File exists: expected a folder that this user may write to"
    (tmp_path / "snippets").unlink()
    assert [state.works for state in keeper.states()] == [True]


def test_a_snippet_that_was_not_kept_is_told_until_the_folder_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = SnippetKeeper(SnippetFolder(tmp_path, 5_000_000, lambda: DATING))
    usage = shutil.disk_usage(tmp_path)
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: usage._replace(free=LEFT_FREE_BYTES - 1))
        keeper.push(HOUR)
        keeper.want([Mark(float(HOUR.time_s[-1]) - 60)])
        keeper.finish()
        assert [state.works for state in keeper.states()] == [False]
    assert [state.works for state in keeper.states()] == [True]
