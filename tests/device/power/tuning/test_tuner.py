"""What saves power, set and put back over a Raspberry Pi's files in a folder: nothing is lost, whatever refuses."""

import errno
import logging
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.power import told
from device.power.tuning import Tuner
from device.system.config import Power
from drivers.power_files import PowerFiles
from drivers.simulated import SimulatedPowerFiles
from tests.support.examples import examples

ALL = Power(governor="powersave", hdmi=False, leds=False, cores=1)
NOTHING = Power(leds=True)
GOVERNOR = "devices/system/cpu/cpufreq/policy0/scaling_governor"
HDMI, TRIGGER, BRIGHTNESS = "class/drm/card0-HDMI-A-1/status", "class/leds/ACT/trigger", "class/leds/ACT/brightness"
CORES = tuple(f"devices/system/cpu/cpu{number}/online" for number in (1, 2, 3))


class Pi:
    """One computer, as it was found; `tuner` is a program that starts anew each time."""

    def __init__(self, folder: Path, *, switchable: bool = True) -> None:
        self.files = SimulatedPowerFiles(folder / "sys", switchable=switchable)
        self.memory = folder / told.NAME
        self.as_found = self.content()

    def content(self) -> dict[str, str]:
        paths = (path for path in self.files.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.files.folder)): path.read_text() for path in paths}

    @property
    def tuner(self) -> Tuner:
        return Tuner(self.files, self.memory)


@pytest.fixture
def pi(tmp_path: Path) -> Pi:
    return Pi(tmp_path)


def test_everything_that_is_asked_for_is_set_and_told(pi: Pi) -> None:
    done = pi.tuner.apply(ALL)
    seen = [pi.files.read(name) for name in (GOVERNOR, HDMI, TRIGGER, BRIGHTNESS, *CORES)]
    assert seen == ["powersave", "disconnected", "none", "0", "0", "0", "0"]
    assert (done.missing, done.left) == ((), ())
    assert told.read_power(pi.memory) == done
    assert [knob.part for knob in done.knobs] == ["governor", "cores", "cores", "cores", "HDMI", "LED"]


def test_as_it_is_delivered_the_board_is_dark_and_nothing_else_is_touched(pi: Pi) -> None:
    assert [knob.file for knob in pi.tuner.apply(Power()).knobs] == [TRIGGER]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_undone_everything_is_as_it_was_found_however_often_it_was_set(pi: Pi, times: int) -> None:
    for _ in range(times):
        pi.tuner.apply(ALL)
    assert pi.tuner.undo()
    assert pi.content() == pi.as_found
    assert not pi.memory.exists()


def test_what_is_no_longer_asked_for_is_put_back_and_the_rest_stays(pi: Pi) -> None:
    pi.tuner.apply(ALL)
    pi.tuner.apply(Power(governor="conservative", cores=3))
    assert [pi.files.read(name) for name in (GOVERNOR, TRIGGER, *CORES)] == ["conservative", "none", "1", "1", "0"]
    pi.tuner.undo()
    assert pi.content() == pi.as_found


def test_each_line_that_is_changed_is_logged_with_both_values(pi: Pi, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    pi.tuner.apply(Power(governor="powersave"))
    pi.tuner.undo()
    assert caplog.messages == [
        f"/sys/{GOVERNOR}: ondemand -> powersave",
        f"/sys/{TRIGGER}: actpwr -> none",
        f"/sys/{TRIGGER}: none -> actpwr",
        f"/sys/{GOVERNOR}: powersave -> ondemand",
    ]
    caplog.clear()
    pi.tuner.undo()
    assert caplog.messages == []


@pytest.mark.parametrize("refusal", [errno.EACCES, errno.EOPNOTSUPP, errno.EINVAL, errno.EROFS, errno.EBUSY])
@pytest.mark.parametrize("name", [GOVERNOR, HDMI, TRIGGER, CORES[1]])
def test_a_kernel_that_refuses_one_is_told_and_the_others_are_set(pi: Pi, name: str, refusal: int) -> None:
    pi.files.refused[name] = refusal
    done = pi.tuner.apply(ALL)
    (missing,) = done.missing
    assert name in missing
    assert {knob.file for knob in done.knobs} == {GOVERNOR, HDMI, TRIGGER, *CORES} - {name}
    pi.files.refused.clear()
    pi.tuner.undo()
    assert pi.content() == pi.as_found


class Killed(BaseException):
    """As by SIGKILL: nothing is done any more."""


class KilledAfter(SimulatedPowerFiles):
    """A program over the same files that is killed at its n-th write, before or after the kernel had it."""

    def __init__(self, folder: Path, writes: int, *, late: bool, refused: Mapping[str, int] | None = None) -> None:
        super().__init__(folder, refused=refused)
        self._left, self._late = writes, late

    def write(self, name: str, value: str) -> None:
        self._left -= 1
        if self._left < 0 and not self._late:
            raise Killed
        super().write(name, value)
        if self._left < 0:
            raise Killed


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("writes", range(6))
def test_killed_half_way_and_undone_everything_is_as_it_was_found(pi: Pi, writes: int, *, late: bool) -> None:
    with pytest.raises(Killed):
        Tuner(KilledAfter(pi.files.folder, writes, late=late), pi.memory).apply(ALL)
    assert pi.content() != pi.as_found or writes == 0
    assert pi.tuner.undo()
    assert pi.content() == pi.as_found


@pytest.mark.parametrize("writes", range(6))
def test_an_undo_that_is_killed_is_ended_by_the_next_one(pi: Pi, writes: int) -> None:
    pi.tuner.apply(ALL)
    with pytest.raises(Killed):
        Tuner(KilledAfter(pi.files.folder, writes, late=True), pi.memory).undo()
    pi.tuner.undo()
    assert pi.content() == pi.as_found


def test_what_cannot_be_put_back_is_said_remembered_and_tried_again(pi: Pi, caplog: pytest.LogCaptureFixture) -> None:
    """As a core of a Raspberry Pi 5, which by some firmware never comes back: raspberrypi/linux#7291."""
    pi.tuner.apply(ALL)
    pi.files.refused[CORES[0]] = errno.EINVAL
    assert not pi.tuner.undo()
    what = f"cores: not put back: /sys/{CORES[0]} does not take 1: Invalid argument: a restart does it"
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [what]
    assert pi.files.read(GOVERNOR) == "ondemand"
    pi.files.refused.clear()
    assert pi.tuner.undo()
    assert pi.content() == pi.as_found


def test_what_somebody_else_has_set_since_is_theirs(pi: Pi) -> None:
    pi.tuner.apply(ALL)
    pi.files.write(GOVERNOR, "performance")
    pi.tuner.undo()
    assert pi.files.read(GOVERNOR) == "performance"


def test_and_is_what_was_found_when_ours_is_set_again(pi: Pi) -> None:
    pi.tuner.apply(ALL)
    pi.files.write(GOVERNOR, "performance")
    pi.tuner.apply(ALL)
    assert pi.files.read(GOVERNOR) == "powersave"
    pi.tuner.undo()
    assert pi.files.read(GOVERNOR) == "performance"


def test_a_file_that_is_away_for_a_while_is_not_forgotten(pi: Pi, tmp_path: Path) -> None:
    """As a core's own clock while that is off, on computers that have one for each."""
    pi.tuner.apply(ALL)
    (pi.files.folder / GOVERNOR).rename(tmp_path / "away")
    assert [knob.part for knob in pi.tuner.apply(NOTHING).knobs] == ["governor"]
    assert not pi.tuner.undo()
    (tmp_path / "away").rename(pi.files.folder / GOVERNOR)
    assert pi.tuner.undo()
    assert pi.content() == pi.as_found


def test_a_kernel_without_any_of_it_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    empty = tmp_path / "sys"
    empty.mkdir()
    done = Tuner(PowerFiles(empty), tmp_path / told.NAME).apply(Power(governor="powersave", hdmi=False, cores=1))
    assert done.knobs == ()
    assert done.missing == (
        'governor: this kernel shows no clock that it sets (no cpufreq), asked for powersave: set governor = ""',
    )
    assert done.left == ("HDMI: this kernel shows none, nothing is switched",)
    assert list(empty.iterdir()) == []


class MeanwhileAnother(SimulatedPowerFiles):
    """The first time that it is looked at, another program sets all that is asked for, or waits until it may."""

    def __init__(self, folder: Path, memory: Path) -> None:
        super().__init__(folder, switchable=True)
        self.other = Thread(target=Tuner(SimulatedPowerFiles(folder, switchable=True), memory).apply, args=(ALL,))

    def found(self, *patterns: str) -> list[str]:
        if not self.other.ident:
            self.other.start()
            self.other.join(timeout=0.3)
        return super().found(*patterns)


def test_of_two_at_once_none_takes_what_the_other_set_for_what_was_found(pi: Pi) -> None:
    """The service at its start, and a person at the terminal."""
    files = MeanwhileAnother(pi.files.folder, pi.memory)
    Tuner(files, pi.memory).apply(ALL)
    files.other.join()
    assert pi.tuner.undo()
    assert pi.content() == pi.as_found


def test_whoever_may_not_set_anything_may_not_hold_the_lock(pi: Pi) -> None:
    pi.tuner.apply(ALL)
    assert pi.memory.with_suffix(".lock").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_what_was_set_is_readable_before_it_is_there(pi: Pi, monkeypatch: pytest.MonkeyPatch, umask: int) -> None:
    """It was made so afterwards: killed in between, `easeband status` called it damaged until the next start."""
    monkeypatch.setattr(Path, "chmod", lambda *_: pytest.fail("too late"))
    usual = os.umask(umask)
    try:
        pi.tuner.apply(ALL)
        assert os.umask(umask) == umask
    finally:
        os.umask(usual)
    assert pi.memory.stat().st_mode & 0o777 == 0o644


def test_a_governor_that_cannot_be_read_is_not_set_since_nothing_could_be_put_back(pi: Pi) -> None:
    (pi.files.folder / GOVERNOR).write_text("\n")
    done = pi.tuner.apply(Power(governor="powersave", leds=True))
    assert done.knobs == ()
    assert done.missing == (
        (
            f"governor: /sys/{GOVERNOR} or scaling_available_governors beside it cannot be read, asked for powersave:"
            ' set governor = ""'
        ),
    )


def test_a_memory_that_is_damaged_is_no_leave_to_take_our_own_values_for_what_was_found(pi: Pi) -> None:
    pi.tuner.apply(ALL)
    before = pi.content()
    pi.memory.write_text("{")
    with pytest.raises(told.Damaged, match="restart the computer, which puts everything back"):
        pi.tuner.apply(NOTHING)
    with pytest.raises(told.Damaged):
        pi.tuner.undo()
    assert pi.content() == before


def test_nothing_is_set_that_could_not_be_remembered(pi: Pi) -> None:
    with pytest.raises(OSError, match="No such file"):
        Tuner(pi.files, pi.memory / "nowhere" / told.NAME).apply(ALL)
    assert pi.content() == pi.as_found


REFUSALS = st.dictionaries(
    st.sampled_from([GOVERNOR, HDMI, TRIGGER, BRIGHTNESS, *CORES]),
    st.sampled_from([errno.EACCES, errno.EINVAL, errno.EOPNOTSUPP]),
)
ASKED = st.builds(
    Power,
    governor=st.sampled_from(["", "ondemand", "powersave", "schedutil"]),
    hdmi=st.booleans(),
    leds=st.booleans(),
    cores=st.integers(0, 4),
)
NEVER_KILLED = 99
STEPS = st.lists(
    st.tuples(
        st.one_of(st.none(), ASKED),
        REFUSALS,
        st.one_of(st.just(NEVER_KILLED), st.integers(0, 7)),
        st.booleans(),
    ),
    max_size=8,
)
FOUND = st.fixed_dictionaries(
    {
        GOVERNOR: st.sampled_from(["ondemand", "powersave", "schedutil"]),
        HDMI: st.sampled_from(["detect", "on"]),
        TRIGGER: st.sampled_from(["none", "mmc0", "actpwr", "timer"]),
    }
)


@settings(max_examples=examples(100))
@given(found=FOUND, steps=STEPS, switchable=st.booleans())
def test_whatever_was_set_refused_and_killed_undone_it_is_as_it_was_found(
    found: dict[str, str], steps: Sequence[tuple[Power | None, dict[str, int], int, bool]], *, switchable: bool
) -> None:
    """None is an undo; each step has its own refusals and may be killed at a write. The last undo has neither."""
    with TemporaryDirectory() as folder:
        pi = Pi(Path(folder), switchable=switchable)
        for name, value in found.items():
            pi.files.write(name, value)
        as_found = pi.content()
        for asked, refused, writes, late in steps:
            tuner = Tuner(KilledAfter(pi.files.folder, writes, late=late, refused=refused), pi.memory)
            with suppress(Killed):
                if asked is None:
                    tuner.undo()
                else:
                    tuner.apply(asked)
        assert pi.tuner.undo()
        assert pi.content() == as_found
