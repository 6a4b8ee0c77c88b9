"""When a part that breaks again and again is told, and when it is told that it works."""

from itertools import pairwise

import pytest

from device.health import ComingAndGoing, PartState

WELL = PartState("sensor", works=True, text="measures at 100 Hz")


def lost(text: str = "no answer") -> PartState:
    return PartState("sensor", works=False, text=text)


def test_what_breaks_once_and_works_again_is_told_as_it_is() -> None:
    heard = [WELL, lost("no answer"), lost("another chip answers"), WELL, WELL]
    coming = ComingAndGoing()
    assert [coming.push(float(s), [state]) for s, state in enumerate(heard)] == [[state] for state in heard]


def test_a_loose_wire_is_one_fault_until_it_has_held_for_ten_minutes(caplog: pytest.LogCaptureFixture) -> None:
    coming = ComingAndGoing()
    heard = [WELL if second % 2 or second > 100 else lost(f"{second} frames") for second in range(900)]
    told = [coming.push(float(second), [state])[0] for second, state in enumerate(heard)]
    changes = [(second, now) for second, (before, now) in enumerate(pairwise(told), 1) if now != before]
    assert changes == [(1, WELL), (2, lost("it comes and goes: 2 frames")), (700, WELL)]
    assert caplog.messages == ["sensor: it comes and goes: 2 frames"]


def test_what_breaks_again_after_more_than_ten_minutes_is_a_fault_of_its_own() -> None:
    coming = ComingAndGoing()
    assert [coming.push(at_s, [state]) for at_s, state in ((0.0, lost()), (1.0, WELL), (601.0, lost()))] == [
        [lost()],
        [WELL],
        [lost()],
    ]


def test_another_part_has_faults_of_its_own() -> None:
    coming, panel = ComingAndGoing(), PartState("panel", works=False, text="no pins")
    coming.push(0.0, [lost()])
    coming.push(1.0, [WELL])
    assert coming.push(2.0, [WELL, panel]) == [WELL, panel]
