"""What is left of the day beside a check-up: that the band was worn, and nothing else."""

from device.day.derivation import day_document
from device.day.document import DayDocument
from device.records.facts import Checkup, Dated, Directions, Episode, Minute, Record

NOON_UTC_S = 1_772_449_200.0  # 2026-03-02T12:00 in Berlin
TREMBLING = Minute(0.0, 60, 58, 30, 0, rest_s=50, moving_s=8, rest_tremor_s=30, posture=((0, 50),), algorithm="m")
CHECKUP = Checkup(90.0, 60.0, "arm", 1, "forearm", ("rest",), "done")


def at(record: Record, seconds: float) -> Dated:
    return Dated(record, NOON_UTC_S + seconds, 3600)


def day(*facts: Dated, around: tuple[Dated, ...] = ()) -> DayDocument:
    return day_document(
        facts,
        device="d",
        store="s",
        day="2026-03-02",
        timezone="Europe/Berlin",
        revision=1,
        firmware="f",
        clock="synced",
        around=around,
    )


MINUTES = tuple(at(TREMBLING, 60.0 * n) for n in range(5))


def test_minutes_beside_a_check_up_are_worn_and_nothing_else() -> None:
    totals = day(*MINUTES, at(CHECKUP, 90.0)).totals  # from the middle of the second to that of the third
    assert (totals.worn_s, totals.assessable_s, totals.tremor_s) == (300, 3 * 58, 3 * 30)
    assert (totals.rest_s, totals.rest_tremor_s) == (150, 90)
    assert totals.posture is not None
    assert totals.posture.near_s == 150


def test_a_check_up_before_midnight_bears_on_the_minutes_after_it() -> None:
    assert day(*MINUTES, around=(at(CHECKUP, -30.0),)).totals.assessable_s == 4 * 58


def test_the_five_minutes_of_directions_beside_it_are_left_out() -> None:
    turned = Directions(0.0, (("fast", "rest", 9, (1.0, 2.0, 3.0, 0.0, 0.0, 0.0), 9.0, 5.0, 6.0),))
    assert len(day(*MINUTES, at(turned, 0.0)).totals.directions) == 1
    assert day(*MINUTES, at(turned, 0.0), at(CHECKUP, 290.0)).totals.directions == ()


def test_an_episode_that_lies_half_in_it_is_none_of_the_days() -> None:
    episode = Episode(0.0, 20.0, "rhythmic", "tremor")
    found = [day(*MINUTES, at(episode, start_s), at(CHECKUP, 90.0)).totals.episodes for start_s in (79.0, 80.0, 141.0)]
    assert found == [1, 0, 1], "9 s, 10 s and 9 s of its 20"


def test_the_check_up_itself_stands_in_the_document() -> None:
    (checkup,) = day(at(CHECKUP, 90.0)).checkups
    assert (checkup.start, checkup.parts, checkup.ended) == ("2026-03-02T12:01:30+01:00", ("rest",), "done")
