"""An outline that follows each day is the one that all days make; so a year of them need not be read again."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.clinic.outline import OutlineDay, PatientOutline, followed, outline_of
from sync.clinic.outline.deriving import first_needed
from tests.support.examples import examples
from tests.sync.clinic.listing.listed import WORN

FIRST = date(2024, 1, 3)  # a Wednesday


def day(number: int, share: float = 0.2, worn_s: int = 40_000) -> OutlineDay:
    amplitude_deg = 10 * share or None
    tremor_s = round(20_000 * share)
    dated = WORN._replace(day=(FIRST + timedelta(number)).isoformat(), worn_s=worn_s)
    return dated._replace(rest_tremor_s=tremor_s, amplitude_deg=amplitude_deg, away_s=tremor_s // 3)


def from_all(days: dict[str, OutlineDay], came_utc_s: float, injections: Sequence[date] = ()) -> PatientOutline:
    """As the database derives it: of the days that a history takes."""
    begins = first_needed(max(days))
    facts = PatientOutline(last_sync_utc_s=came_utc_s, first_day=min(days))
    return outline_of([one for one in days.values() if one.day >= begins], facts, injections)


@pytest.mark.costly
@given(
    seed=st.integers(0, 2**32),
    missing=st.sampled_from([0.0, 0.1, 0.5]),
    again=st.sampled_from([0.0, 0.3]),
    looked_at=st.sets(st.integers(0, 600), min_size=4, max_size=4),
)
@settings(max_examples=examples(20), deadline=None)
def test_it_is_the_outline_of_all_days_at_any_moment_of_two_years(
    seed: int, missing: float, again: float, looked_at: set[int]
) -> None:
    chance, number, read_anew = random.Random(seed), 0, 0
    days = {day(0).day: day(0)}
    known = from_all(days, 1.0)
    for step in range(600):
        number += 200 if chance.random() < 0.002 else chance.random() >= missing
        share = chance.choice([0.05, 0.2, 0.21, 0.8])
        back = chance.choice([1, 5, 12]) if chance.random() < again else 0
        came = day(max(0, number - back), share, chance.choice([0, 10_000, 30_000, 60_000]))
        days[came.day] = came
        made = followed(known, came, step + 2.0)
        read_anew += made is None
        known = made or from_all(days, step + 2.0)
        if step in looked_at:
            assert known == from_all(days, step + 2.0)
    assert read_anew <= 60


@given(seed=st.integers(0, 2**32))
@settings(max_examples=examples(5), deadline=None)
def test_of_who_was_injected_the_day_under_way_alone_is_followed_and_nothing_changes_by_it(seed: int) -> None:
    chance, injections = random.Random(seed), [FIRST + timedelta(40), FIRST + timedelta(130)]
    days = {one.day: one for one in (day(n, (0.5, 0.2)[40 <= n < 110] + n % 7 / 100) for n in range(200))}
    known = from_all(days, 1.0, injections)
    assert known.cycle
    assert known.cycle.days
    for step in range(3):
        came = day(199, chance.random(), chance.choice([10_000, 60_000]))
        days[came.day] = came
        made = followed(known, came, step + 2.0, injected=True)
        assert made == from_all(days, step + 2.0, injections)
        known = made
    assert followed(known, day(200), 9.0, injected=True) is None
    assert followed(known, day(198), 9.0, injected=True) is None


def test_a_change_is_seen_on_the_day_that_makes_it_without_the_days_before() -> None:
    days = {one.day: one for one in (day(n, (0.20, 0.22, 0.19, 0.21)[n // 7 % 4]) for n in range(-2, 82))}
    known = from_all(days, 1.0)
    assert (len(known.days), known.changes) == (16, ())
    for number in range(82, 85):
        known = followed(known, day(number, 0.8), number) or known
    assert {(change.measure, change.verdict) for change in known.changes} == {
        ("rest", "higher"),
        ("amplitude", "higher"),
        ("posture", "higher"),
    }


KNOWN = from_all({one.day: one for one in map(day, range(100))}, 5.0)


@pytest.mark.parametrize(
    ("known", "came", "came_utc_s"),
    [
        (PatientOutline(), day(100), 6.0),
        (KNOWN, day(80), 6.0),  # before the weeks that its days cover
        (KNOWN, day(100), 4.0),  # this clock went back
        (PatientOutline(5.0, days=KNOWN.days, unreadable_days=1), day(100), 6.0),
        (PatientOutline(5.0, days=KNOWN.days, next_later="2099-01-01"), day(100), 6.0),
        (PatientOutline(5.0, days=KNOWN.days), day(100), 6.0),  # of an older program: nothing is known of injections
    ],
)
def test_where_other_days_have_a_say_all_of_them_are_asked(
    known: PatientOutline, came: OutlineDay, came_utc_s: float
) -> None:
    assert followed(known, came, came_utc_s) is None


def test_what_is_kept_of_a_long_history_stays_short() -> None:
    known = from_all({one.day: one for one in (day(n, 0.2 + n % 9 / 100) for n in range(365))}, 1.0)
    assert len(known.weeks) <= 2_600
