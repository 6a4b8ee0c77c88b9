"""What lists are told of the last injection: the same as its page says, and nothing where nobody can tell."""

from datetime import date, timedelta

import pytest

from sync.clinic.cycles import usual_measure
from sync.clinic.outline import FittedCycle, OutlineDay, PatientOutline, WearingOff, outline_of
from sync.clinic.trends.measures import DayValue
from tests.support.documents.course import Story, days_of
from tests.sync.clinic.listing.listed import WORN

LAST = date(2026, 11, 29)
NOTHING_FITTED = PatientOutline()


def outline_days(injected_ago: int, benefit: float = 0.8, until: date = LAST) -> list[OutlineDay]:
    """Days of one who was injected so many days before LAST, as a list knows them."""
    story = Story((LAST - timedelta(days=injected_ago),), benefit, missing=0.1, short=0.0)
    days = days_of(story, until, injected_ago + 40)
    return [
        WORN._replace(
            day=day.day,
            rest_s=day.totals.rest_s,
            rest_tremor_s=day.totals.rest_tremor_s,
            amplitude_deg=day.totals.amplitude_deg,
        )
        for day in days
    ]


def cycle(days: list[OutlineDay], *injected_ago: int, known: PatientOutline = NOTHING_FITTED) -> FittedCycle:
    found = outline_of(days, known, [LAST - timedelta(days=ago) for ago in injected_ago]).cycle
    assert found
    return found


def wearing_off(days: list[OutlineDay], *injected_ago: int) -> WearingOff:
    found = cycle(days, *injected_ago).wearing_off
    assert found
    return found


def test_an_effect_that_is_half_gone_is_told_with_when_and_what_it_rests_on() -> None:
    told = wearing_off(outline_days(98), 98)
    assert (told.injected, told.measure, told.last) == ("2026-08-23", "rest", "2026-11-28")
    half_d = (date.fromisoformat(told.half) - date(2026, 8, 23)).days
    assert half_d == pytest.approx(82, abs=10)  # the story: half way from day 70 to day 95
    assert told.earliest < told.half < told.latest <= "2026-12-31"
    assert 0.8 <= told.sure <= 1.0
    assert told.before == pytest.approx(0.25, abs=0.08)  # what the story has without an effect
    assert told.now == pytest.approx(0.25, abs=0.1)
    assert told.days_before <= 28
    assert told.days_after <= 97


@pytest.mark.costly
@pytest.mark.parametrize(
    ("injected_ago", "benefit"),
    [(50, 0.8), (98, 0.0), (8, 0.8)],
    ids=["it still works", "it did nothing", "too few days since"],
)
def test_nothing_is_said_of_an_effect_that_lasts_and_where_nobody_can_tell(injected_ago: int, benefit: float) -> None:
    assert cycle(outline_days(injected_ago, benefit), injected_ago).wearing_off is None


def test_without_an_injection_or_with_a_later_one_there_is_none_wearing_off() -> None:
    days = outline_days(98)
    assert cycle(days) == FittedCycle(0, None)
    assert cycle(days, 98, 3).wearing_off is None


@pytest.mark.costly
def test_a_day_under_way_changes_nothing_until_the_next_one_has_begun() -> None:
    days = outline_days(98)
    (*before, last) = sorted(days, key=lambda day: day.day)
    assert cycle([*before, last._replace(rest_tremor_s=last.rest_s)], 98) == cycle(days, 98)
    assert cycle(before, 98) != cycle(days, 98)


@pytest.mark.costly
def test_the_same_days_are_fitted_once_and_others_anew() -> None:
    days = outline_days(98)
    said_before = FittedCycle(cycle(days, 98).days, None)  # not what a fit would say
    assert cycle(days, 98, known=PatientOutline(cycle=said_before)) is said_before
    assert cycle(days[:-4], 98, known=PatientOutline(cycle=said_before)).wearing_off
    assert cycle(days, 97, known=PatientOutline(cycle=said_before)).wearing_off


def test_without_any_day_nothing_is_told_any_more() -> None:
    assert outline_of([], PatientOutline(cycle=FittedCycle(1, None)), [LAST]).cycle is None


def test_the_usual_measure_is_the_first_that_is_more_than_next_to_nothing() -> None:
    def values(rest: float) -> dict[str, list[DayValue]]:
        return {"rest": [DayValue(LAST, rest, 40_000, is_valid=True)], "posture": [DayValue(LAST, 0.2, 40_000, True)]}  # noqa: FBT003 - a value

    def chosen(found: dict[str, list[DayValue]]) -> str | None:
        measure = usual_measure(lambda one: found.get(one.key, []))
        return measure.key if measure else None

    assert chosen(values(0.3)) == "rest"
    assert chosen(values(0.009)) == "posture"  # twice what counts as none, 0.5 %
    assert chosen({}) is None
