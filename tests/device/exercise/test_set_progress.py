"""Which repetitions are of a set, when it is over, and whether anybody knows how many were done."""

from dataclasses import replace

import pytest

from device.exercise.set_progress import SetProgress
from device.programme.items import ELBOW, Tempo
from device.programme.seen import Repetition, Watched, WatchLog

SLOW = replace(
    ELBOW, tempo=Tempo(out_s=10, hold_s=4, back_s=12, pause_s=7)
)  # a repetition takes at least 8 s of its 33


def begun_at_100(*watched: Watched) -> SetProgress:
    log = WatchLog(10_000.0)
    for stretch in watched:
        log.push(stretch)
    return SetProgress(SLOW, 100.0, log)


def counted(start_s: float, end_s: float) -> Repetition:
    return Repetition(start_s, end_s, 90.0, counted=True)


def test_a_repetition_may_begin_with_the_set_and_end_with_the_pause() -> None:
    progress = begun_at_100()
    progress.pause(120.0)
    assert progress.add(counted(100.0, 120.0)) is True
    assert progress.result(130.0, "stopped").done_repetitions is None, "nobody watched"


@pytest.mark.parametrize(("start_s", "end_s"), [(98.9, 110.0), (110.0, 120.1), (98.9, 120.1)])
def test_a_repetition_that_began_before_the_set_or_ended_in_a_pause_is_none_of_it(start_s: float, end_s: float) -> None:
    progress = begun_at_100(Watched(100.0, 120.0))
    progress.pause(120.0)
    assert progress.add(counted(start_s, end_s)) is False
    assert progress.result(130.0, "stopped").done_repetitions == 0


@pytest.mark.parametrize(("blind_s", "not_counted"), [(7.75, None), (8.0, "no gyroscope for 8 s of 100 s")])
def test_blindness_for_as_long_as_the_quickest_repetition_may_have_hidden_one(
    blind_s: float, not_counted: str | None
) -> None:
    seeing_s = 100.0 + blind_s
    progress = begun_at_100(Watched(100.0, seeing_s, "no gyroscope"), Watched(seeing_s, 200.0))
    assert progress.result(200.0, "stopped").not_counted == not_counted


def test_the_pace_is_through_when_all_that_is_missing_had_its_time() -> None:
    progress = begun_at_100(Watched(100.0, 1000.0, "no gyroscope"))
    progress.add(counted(100.0, 110.0))
    assert [progress.paced_out(100.0 + paced_s) for paced_s in (9 * 33 - 0.1, 9 * 33)] == [False, True]
