"""What a power cut would interrupt is in the file while it lasts, and only then."""

from pathlib import Path

import pytest

from device.exercise.privacy import PrivateHour
from device.interrupted import Interrupted, InterruptedFile, interrupted_beside
from device.records.facts import ExerciseSession, SetResult
from device.system.clock import PacedClock

SET = SetResult(10.0, 5.0, "reach", 10, "device stopped", 2, (("too fast", 1),), sets=3)
SESSION = ExerciseSession(8.0, 7.0, "p", 1, 3, 0, "device stopped")
HOUR = PrivateHour(10.0, 3610.0)


class Doing:
    """Somebody with a coach."""

    def __init__(self) -> None:
        self.progress: tuple[int, int] | None = None
        self.private: PrivateHour | None = None

    def unfinished(self, _now_s: float) -> tuple[tuple[SetResult, ...], tuple[ExerciseSession, ...]]:
        return ((SET,), (SESSION,)) if self.progress else ((), ())


@pytest.fixture
def clock() -> PacedClock:
    return PacedClock(1_772_000_000.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return interrupted_beside(str(tmp_path / "device.db"))


@pytest.fixture
def file(path: Path, clock: PacedClock) -> InterruptedFile:
    return InterruptedFile(path, clock)


def test_while_nothing_goes_on_there_is_no_file(path: Path, file: InterruptedFile) -> None:
    file.push(Doing())
    assert (path.exists(), file.read()) == (False, None)


def test_a_set_is_there_from_its_start_until_its_session_is_kept(
    path: Path, file: InterruptedFile, clock: PacedClock
) -> None:
    doing = Doing()
    doing.progress = (1, 0)
    file.push(doing)
    assert InterruptedFile(path, clock).read() == Interrupted(1, clock.dating(), (SET,), (SESSION,))
    doing.progress = None
    file.push(doing)
    assert not path.exists()


def test_repetitions_are_written_every_ten_seconds_at_most_and_a_new_set_at_once(
    path: Path, file: InterruptedFile, clock: PacedClock
) -> None:
    doing, written = Doing(), list[bool]()
    for later_s, progress in [(0.0, (1, 0)), (4.0, (1, 1)), (5.9, (1, 2)), (0.1, (1, 2)), (1.0, (2, 0))]:
        clock.sleep(later_s)
        doing.progress = progress
        path.unlink(missing_ok=True)
        file.push(doing)
        written.append(path.exists())
    assert written == [True, False, False, True, True]


def test_an_hour_of_privacy_outlasts_a_program_that_ends_as_it_should(
    path: Path, file: InterruptedFile, clock: PacedClock
) -> None:
    doing = Doing()
    doing.private = HOUR
    file.push(doing)
    file.finish(HOUR)
    assert InterruptedFile(path, clock).read() == Interrupted(1, clock.dating(), private=HOUR)
    doing.private = None
    file.push(doing)
    assert not path.exists()


def test_a_program_that_ends_as_it_should_leaves_no_set(path: Path, file: InterruptedFile) -> None:
    doing = Doing()
    doing.progress = (1, 0)
    file.push(doing)
    file.finish(None)
    assert not path.exists()


def test_what_an_earlier_run_left_is_gone_once_it_is_put_away(
    path: Path, file: InterruptedFile, clock: PacedClock
) -> None:
    doing = Doing()
    doing.progress = (1, 0)
    file.push(doing)
    later = InterruptedFile(path, clock)
    later.put_away(None)
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"version": 2}', b"\xff\xfe", b"[" * 50_000])
def test_a_file_that_is_none_is_told_and_stops_nothing(
    path: Path, file: InterruptedFile, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(content)
    assert file.read() is None
    assert "cannot be read" in caplog.text


def test_a_folder_that_cannot_be_written_stops_nothing(
    tmp_path: Path, clock: PacedClock, caplog: pytest.LogCaptureFixture
) -> None:
    doing = Doing()
    doing.progress = (1, 0)
    InterruptedFile(tmp_path / "missing" / "interrupted.json", clock).push(doing)
    assert "a power cut would lose what is going on" in caplog.text
