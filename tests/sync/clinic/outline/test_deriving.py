from datetime import date, timedelta

from sync.clinic.outline import OutlineDay, PatientOutline, outline_of
from tests.sync.clinic.listing.listed import TODAY, WORN, day_of

FACTS = PatientOutline(last_sync_utc_s=1.0, first_day="2025-01-01", misdated_days=1, next_later="2099-01-01")


def weeks(shares: list[float], days_a_week: int = 7) -> list[OutlineDay]:
    """Days with so much tremor at rest, week after week from Monday on, up to Sunday 1 March 2026."""
    first = date(2026, 3, 2) - timedelta(weeks=len(shares))
    return [
        WORN._replace(
            day=(first + timedelta(weeks=week, days=day)).isoformat(),
            rest_tremor_s=round(20_000 * (share + 0.002 * day)),
            amplitude_deg=None,
            held_s=0,
            away_s=0,
        )
        for week, share in enumerate(shares)
        for day in range(days_a_week)
    ]


def test_a_week_beyond_the_persons_own_spread_is_a_change_with_what_it_rests_on() -> None:
    steady = [0.20, 0.22, 0.19, 0.21, 0.20, 0.22, 0.20, 0.21]
    (change,) = outline_of(weeks([*steady, 0.5]), FACTS).changes
    assert (change.measure, change.verdict, change.monday, change.days) == ("rest", "higher", "2026-02-23", 35)
    assert (round(change.last, 3), round(change.before, 3)) == (0.506, 0.211)
    assert outline_of(weeks([*steady, 0.21]), FACTS).changes == ()


def test_where_the_own_spread_is_not_known_nothing_has_changed() -> None:
    assert outline_of(weeks([0.2, 0.2, 0.8]), FACTS).changes == ()
    assert outline_of(weeks([0.2] * 8 + [0.8], days_a_week=2), FACTS).changes == ()


def test_days_worn_for_less_than_five_hours_change_nothing() -> None:
    short = [day._replace(worn_s=17_999) for day in weeks([0.2] * 8 + [0.8])]
    assert outline_of(short, FACTS).changes == ()


def test_an_outline_holds_as_many_days_as_a_list_can_show_and_counts_thirty() -> None:
    days = [day_of(back) for back in range(40)]
    made = outline_of(days, FACTS)
    assert (made.days[0].day, len(made.days)) == ("2026-03-03", 16)
    assert [day is not None for day in made.finished(TODAY)] == [True] * 14
    assert (made.measured_days(TODAY), made.measured_days(TODAY + timedelta(days=10))) == (30, 21)
    assert made.measured_days(TODAY + timedelta(days=400)) == 0


def test_a_day_on_which_the_band_was_not_worn_is_no_day_with_data_of_the_limb() -> None:
    days = [day_of(back, worn_s=0 if back % 2 else 40_000) for back in range(1, 31)]
    assert outline_of(days, FACTS).measured_days(TODAY) == 15


def test_it_holds_until_a_date_that_could_not_be_can() -> None:
    made = outline_of([day_of(1)], FACTS)
    assert made.holds_until("2026-03-04")
    assert not made.holds_until("2099-01-01")
    assert not made.holds_until("2026-03-01")


def test_without_days_there_is_nothing_but_what_is_known() -> None:
    assert outline_of([], FACTS) == FACTS
    assert FACTS.finished(TODAY) == (None,) * 14
    assert FACTS.measured_days(TODAY) == 0
