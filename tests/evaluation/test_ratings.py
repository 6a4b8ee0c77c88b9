"""People of a model who answer the questions of the lights, in a closed loop with the device's own decisions."""

import pytest

from device.records.facts import RATINGS
from tests.evaluation.ratings import NUMBERS, flashes_too_near, outcome, outcomes
from tests.support.rating_person import answered_round, rating_person

pytestmark = pytest.mark.slow  # each answers for half a minute


@pytest.mark.parametrize("hz", [3.0, 5.0, 8.0, 11.0])
def test_who_looks_at_the_lights_answers_right_however_the_finger_trembles(hz: float) -> None:
    person = rating_person(7, hz, 0.6, "looks", NUMBERS)
    answered = answered_round(person, NUMBERS)
    assert answered.stopped == "done"
    assert [answered.ratings[number] for number in NUMBERS] == [RATINGS[person.wanted[n] - 1] for n in NUMBERS]
    assert flashes_too_near(answered) == 0


@pytest.mark.parametrize("seed", range(4))
def test_taps_that_come_too_quickly_may_be_lost_but_never_say_more_than_was_tapped(seed: int) -> None:
    person = rating_person(seed, 5.0, 0.0, "hurries", NUMBERS)
    answered = answered_round(person, NUMBERS)
    assert "more" not in set(outcomes(person, answered))
    assert flashes_too_near(answered) == 0


def test_an_answer_is_held_against_the_taps_that_were_meant() -> None:
    assert [outcome(2, kept) for kept in (None, "none", "some", "a lot")] == ["not answered", "less", "right", "more"]
