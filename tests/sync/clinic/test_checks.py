"""When the clinic's database is looked through, and what its pages say of that."""

import logging
from threading import Event

import pytest

from sync.clinic.checks import DatabaseChecks, database_damage
from sync.clinic.database import ClinicUnavailable, FoundDamage
from tests.support.clocks import ManualClock
from tests.sync.clinic.languages.german import in_german

DAY_S = 86_400.0  # between two checks of a database that says nothing
MINUTE_S = 60.0  # at least between two of one that does


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


class Database:
    """Stands where a clinic's database stands, and counts its checks."""

    def __init__(self, *finds: FoundDamage) -> None:
        self.finds, self.checks, self.wants, self.works = list(finds), 0, False, True
        self.steps: list[int | None] = []  # what each changes
        self.may_end = Event()
        self.may_end.set()

    def wants_check(self) -> bool:
        wants, self.wants = self.wants, False
        return wants

    def check(self) -> list[FoundDamage]:
        assert self.may_end.wait(timeout=10)
        self.checks += 1
        if not self.works:
            raise ClinicUnavailable("the disk is away")
        return self.finds

    def step(self) -> int | None:
        if not self.works:
            raise ClinicUnavailable("the disk is away")
        return self.steps.pop(0) if self.steps else None


def looked(checks: DatabaseChecks) -> None:
    checks.check()
    checks.wait()


def test_pages_say_that_the_check_is_under_way_and_nothing_waits_for_it(clock: ManualClock) -> None:
    database = Database()
    database.may_end.clear()
    checks = DatabaseChecks([database], database, clock.monotonic_s)
    checks.check()
    checks.check()
    assert "is being looked through" in checks.in_words()
    database.may_end.set()
    checks.wait()
    assert (database.checks, checks.in_words()) == (1, "")


def test_what_was_found_is_said_on_the_pages_and_in_the_log(
    clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    finds = (
        FoundDamage("days", "the table days is damaged"),
        FoundDamage("days", "2 rows"),
        FoundDamage("looks", "1 row"),
    )
    checks = DatabaseChecks([Database(*finds)], Database(), clock.monotonic_s)
    looked(checks)
    assert checks.in_words() == (
        "The clinic's database is damaged. This may be incomplete or missing on these pages: numbers of days and who "
        "looked at which patient. Tell whoever looks after Easeband in your clinic today: the last backup may hold "
        "what is missing, and the log of this service says where the damage is. Until it is mended, rely on no number "
        "that looks wrong."
    )
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 3
    assert "the table days is damaged: put the last backup in its place" in caplog.text


def test_damage_of_a_part_without_a_name_is_said_to_be_of_something_in_the_language_of_the_page() -> None:
    assert "on these pages: part of what is stored. Tell" in database_damage([FoundDamage("", "the tables do not fit")])
    with in_german():
        assert database_damage([FoundDamage("days", "2 rows")]).startswith("Die Datenbank der Klinik ist beschädigt. ")


def test_it_is_looked_through_once_a_day(clock: ManualClock) -> None:
    database = Database()
    checks = DatabaseChecks([database], database, clock.monotonic_s)
    looked(checks)
    clock.sleep(DAY_S - 1)
    looked(checks)
    assert database.checks == 1
    clock.sleep(1)
    looked(checks)
    assert database.checks == 2


def test_one_that_says_to_anybody_that_it_is_damaged_is_looked_through_a_minute_after_the_last_time(
    clock: ManualClock,
) -> None:
    database, other = Database(), Database()
    checks = DatabaseChecks([database, other], database, clock.monotonic_s)
    looked(checks)
    other.wants = True
    clock.sleep(MINUTE_S - 1)
    looked(checks)
    assert database.checks == 1
    clock.sleep(1)
    looked(checks)
    assert (database.checks, other.checks) == (2, 0)


def test_one_that_does_not_work_yet_is_looked_through_when_it_does(clock: ManualClock) -> None:
    database = Database()
    database.works = False
    checks = DatabaseChecks([database], database, clock.monotonic_s)
    looked(checks)
    assert "is being looked through" in checks.in_words()
    database.works = True
    clock.sleep(MINUTE_S)
    looked(checks)
    assert checks.in_words() == ""


def test_days_of_an_older_layout_are_changed_step_by_step_after_the_look_and_the_log_says_how_far_it_is(
    clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    database = Database()
    database.steps = [100, 100, 100, 7, None]
    checks = DatabaseChecks([database], database, clock.monotonic_s)
    for _ in range(7):
        clock.sleep(30)
        looked(checks)
    assert (database.checks, database.steps) == (1, [])
    so_far, then, done = caplog.messages
    assert so_far.endswith("beside all other work: 100 so far")
    assert then.endswith("300 so far")
    assert done.startswith("no day of an older layout is left, 307 since the last look were")


@pytest.mark.parametrize("damage", [(FoundDamage("days", "a row"),), ()])
def test_nothing_is_changed_in_a_damaged_database_and_one_that_fails_is_left_until_the_next_look(
    clock: ManualClock, damage: tuple[FoundDamage, ...]
) -> None:
    database = Database(*damage)
    database.steps = [100, None]
    checks = DatabaseChecks([database], database, clock.monotonic_s)
    looked(checks)
    database.works = bool(damage)
    for _ in range(3):
        looked(checks)
    assert database.steps == [100, None]
