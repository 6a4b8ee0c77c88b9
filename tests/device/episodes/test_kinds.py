"""All kinds together: what one course of movement gives, whichever way the sensor is mounted, and over gaps."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from device.episodes.kinds import MovementKinds
from device.parameters import PARAMETERS, Parameters
from device.records.facts import Context, Episode
from device.records.person import Personal
from device.signals.samples import Samples
from device.signals.windows import Window
from device.tremor import Reading
from tests.device.episodes.moments import about_x, tilted, window
from tests.support.examples import examples
from tests.support.limbs import (
    NEUTRAL,
    episodes_of,
    jerk,
    measured,
    mounting,
    reach,
    resting,
    shaken,
    swing,
    together,
    turned,
    turning,
    without,
)

EVENTFUL = turning(
    resting(64),
    together(
        jerk(6.3),
        jerk(7.6, peak_dps=-250),
        *(reach(12, 0.2, 60), reach(15.2, 1.5, -60)),
        *(reach(20, 1.5, 35), reach(33.5, 1.5, -35)),
        swing(40, 20, 1, 40),
    ),
)


def kinds(samples: Samples, personal: Personal = NEUTRAL) -> list[str]:
    return sorted(episode.kind for episode in episodes_of(samples, personal))


def test_each_kind_is_found_once_and_nothing_twice() -> None:
    assert kinds(EVENTFUL) == ["jerk", "repetitive", "spasm", "sustained posture"]


def test_each_says_what_else_the_limb_did_then() -> None:
    contexts = {episode.kind: episode.context for episode in episodes_of(EVENTFUL, NEUTRAL)}
    assert contexts["sustained posture"] == "rest"
    assert contexts["repetitive"] == "moving"


@pytest.mark.parametrize("frequency_hz", [3, 4, 5, 8])
def test_tremor_is_of_no_other_kind(frequency_hz: float) -> None:
    assert kinds(shaken(resting(30), frequency_hz, 100)) == []


def spans(samples: Samples) -> list[tuple[str, float, float]]:
    """Kind, start and end of each episode, in order of time."""
    found = [(e.kind, e.start_s, round(e.start_s + e.duration_s, 6)) for e in episodes_of(samples, NEUTRAL)]
    return sorted(found, key=lambda span: span[1])


def test_the_hold_of_a_spasm_is_no_posture_as_well() -> None:
    ((kind, start_s, end_s),) = spans(turning(resting(60), together(reach(10, 0.2, 60), reach(40, 1.5, -60))))
    assert kind == "spasm"
    assert (start_s, end_s) == pytest.approx((10, 40), abs=0.5)


def test_what_is_held_on_after_a_minute_is_a_posture_from_then_on() -> None:
    spasm, posture = spans(turning(resting(100), together(reach(10, 0.2, 60), reach(90, 1.5, -60))))
    assert (spasm[0], posture[0]) == ("spasm", "sustained posture")
    assert spasm[1:] == pytest.approx((10, 70), abs=0.5)
    assert posture[1:] == pytest.approx((71, 90), abs=1)


def test_a_posture_ends_where_a_spasm_begins_and_another_one_may_follow_it() -> None:
    course = together(reach(8, 2, 40), reach(20, 0.2, 50), reach(30, 1.5, -50), reach(45, 1.5, -40))
    before, spasm, after = spans(turning(resting(60), course))
    assert (before[0], spasm[0], after[0]) == ("sustained posture", "spasm", "sustained posture")
    assert before[2] <= spasm[1] < spasm[2] <= after[1]


def test_a_fast_turn_to_what_holds_no_spasm_leaves_a_posture_alone() -> None:
    course = together(reach(8, 2, 70), reach(20.4, 0.2, -47), reach(40, 1.5, -23))
    ((kind, start_s, end_s),) = spans(turning(resting(60), course))
    assert kind == "sustained posture"
    assert (start_s, end_s) == pytest.approx((10, 40), abs=2)


turns = st.tuples(st.floats(0.1, 1.5), st.floats(-90, 90), st.floats(0.3, 8))  # for how long, how far, then held


@pytest.mark.slow
@example(moves=[(0.15, 41, 1.6), (0.25, 40, 1)], start_s=0.0)  # two spasms, one after the other
@settings(max_examples=examples(40))  # each runs the whole analysis
@given(st.lists(turns, max_size=8), st.floats(0, 1))
def test_no_moment_is_of_a_spasm_and_a_posture(moves: list[tuple[float, float, float]], start_s: float) -> None:
    starts_s = np.cumsum([5 + start_s, *(seconds + held_s for seconds, _, held_s in moves)])
    moving = (reach(at, seconds, deg) for at, (seconds, deg, _) in zip(starts_s.tolist(), moves, strict=False))
    found = spans(turning(resting(90), together(swing(0, 0, 1, 0), *moving)))
    held = [span for span in found if span[0] in ("spasm", "sustained posture")]
    assert all(before[2] <= after[1] for before, after in pairwise(held))


def test_slow_reaching_and_rest_are_of_no_kind() -> None:
    reaching = together(*(reach(5 + 3.1 * n, 1.2, 20 * (-1) ** n) for n in range(8)))
    assert kinds(turning(resting(40), reaching)) == []
    assert kinds(resting(40)) == []


def test_what_a_gap_touches_is_of_no_kind() -> None:
    torn = without(without(EVENTFUL, 14, 14.6), 45, 50)
    assert kinds(torn) == ["jerk", "repetitive", "sustained posture"]
    assert all(e.start_s > 50 or e.start_s + e.duration_s < 45 for e in episodes_of(torn, NEUTRAL))


def test_samples_that_are_no_numbers_make_no_episodes() -> None:
    broken = replace(EVENTFUL, acceleration_g=EVENTFUL.acceleration_g.copy())
    broken.acceleration_g[::2] = np.nan
    assert set(kinds(broken)) <= set(kinds(EVENTFUL))
    broken.acceleration_g[:] = np.nan
    assert kinds(broken) == []


AS_WORN = episodes_of(EVENTFUL, NEUTRAL)


@pytest.mark.costly
@settings(max_examples=examples(10))  # each runs the whole analysis
@given(st.integers(0, 10_000))
def test_episodes_do_not_depend_on_how_the_sensor_is_mounted(seed: int) -> None:
    x, y, z = mounting(seed)[:, 2].tolist()
    other_way = episodes_of(turned(EVENTFUL, mounting(seed)), Personal(neutral=((x, y, z),)))
    assert [(e.kind, e.reason) for e in other_way] == [(e.kind, e.reason) for e in AS_WORN]
    for one, other in zip(AS_WORN, other_way, strict=True):
        assert measured(other) == pytest.approx(measured(one))


Contexts = Mapping[int, Context]


def given_out(
    windows: list[Window], contexts: Contexts, parameters: Parameters = PARAMETERS
) -> dict[float, list[Episode]]:
    """What each second gave out, by the second; of these seconds it is known what the limb did."""
    kinds_of = MovementKinds(NEUTRAL, parameters)
    readings = [Reading(each.second_s, None, "", context=contexts.get(round(each.second_s))) for each in windows]
    every = [(reading.second_s, kinds_of.push(each, reading)) for each, reading in zip(windows, readings, strict=True)]
    return {second_s: episodes for second_s, episodes in [*every, (-1, kinds_of.finish())] if episodes}


def only_context(windows: list[Window], contexts: Contexts, parameters: Parameters = PARAMETERS) -> Context | None:
    """Of the one episode there is."""
    ((episode,),) = given_out(windows, contexts, parameters).values()
    return episode.context


POSTURE = [window(second, tilted(40 if 2 <= second < 8 else 0)) for second in range(12)]


@pytest.mark.parametrize(
    ("contexts", "most"),
    [
        ({2: "moving", 3: "rest", 4: "rest"}, "rest"),
        ({2: "moving", 3: "rest"}, "moving"),  # as many: the first
        ({1: "rest", 2: "moving", 3: "rest"}, "moving"),
        ({2: "moving", 3: "rest", 7: "rest"}, "rest"),
        ({2: "moving", 3: "rest", 4: "rest", 8: "moving"}, "rest"),
        ({1: "rest", 8: "rest"}, None),
    ],
)
def test_an_episode_is_in_the_context_of_most_of_its_own_seconds(contexts: Contexts, most: Context | None) -> None:
    assert only_context(POSTURE, contexts) == most


def jerking(second_s: int, at_s: float = 10.3) -> Window:
    """Twice as fast as a jerk has to be, for three hundredths of a second."""
    first = round((at_s - second_s + 1) * 100)
    return window(second_s, rotation_dps=about_x([200.0 if 0 <= at - first < 3 else 0.0 for at in range(300)]))


def test_a_jerk_is_in_the_context_of_its_second_and_comes_out_when_two_more_were_quiet() -> None:
    windows = [jerking(second) for second in range(5, 16)]
    assert [*given_out(windows, {})] == [12]
    assert only_context(windows, {9: "rest", 10: "moving", 11: "rest"}) == "moving"
    assert only_context(windows, {9: "rest", 11: "rest"}) is None


@pytest.mark.parametrize(("second", "context"), [(104, None), (105, "moving")])
def test_contexts_are_remembered_for_a_minute_longer_than_the_longest_episode(
    second: int, context: Context | None
) -> None:
    """A spasm that is given out 75 s after it began: in its second 175, when those from 105 on are remembered."""
    longest = replace(PARAMETERS.episodes, episode_most_s=10, spasm_most_s=75.0)
    turning_dps = about_x([150.0 if 100 <= at < 130 else 0.0 for at in range(300)])
    windows = [window(at, tilted(60), turning_dps if at == 100 else (0, 0, 0)) for at in range(100, 176)]
    found = given_out(windows, {second: "moving"}, replace(PARAMETERS, episodes=longest))
    (spasm,) = found[175]
    assert (spasm.kind, spasm.context) == ("spasm", context)


@pytest.mark.parametrize(("tenth", "held_until_s", "posture_s"), [(15, 8.5, 9), (10, 8.0, 8)])
def test_a_second_that_was_partly_a_spasm_is_no_posture_yet(tenth: int, held_until_s: float, posture_s: float) -> None:
    """Held from 5.3 s on, then moved for a tenth of second 8, which is nearly still all the same."""
    turning_dps = {
        5: about_x([150.0 if 100 <= at < 130 else 0.0 for at in range(300)]),
        8: about_x([60.0 if at // 10 == tenth else 0.0 for at in range(300)]),
    }
    windows = [window(at, tilted(60), turning_dps.get(at, (0, 0, 0))) for at in range(5, 16)]
    (spasm,), (posture,) = given_out(windows, {}).values()
    assert (spasm.kind, spasm.start_s, spasm.start_s + spasm.duration_s) == ("spasm", 5, held_until_s)
    assert (posture.kind, posture.start_s) == ("sustained posture", posture_s)


def test_a_jerk_over_the_end_of_a_second_is_in_the_context_of_both() -> None:
    windows = [jerking(second, at_s=10.99) for second in range(5, 16)]
    assert only_context(windows, {11: "rest"}) == "rest"
    assert only_context(windows, {10: "rest"}) == "rest"
    assert only_context(windows, {9: "rest", 12: "rest"}) is None
