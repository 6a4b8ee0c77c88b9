"""Bus logs: the text and back, what is wrong with a bad file, and that a driver over a log does what it did live."""

import errno
import io
from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.bus import Bus, BusError, BusMissing
from drivers.bus_events import Ended, EndReason, Event, Opened, Told, Transfer, to_s, to_us
from drivers.bus_log import LONGEST_LINE, BadLog, Header, event_line, header_line, parse_header, read_log
from drivers.bus_player import Differs, LogOver, Player
from drivers.bus_recorder import Recorder
from drivers.bus_tap import below_smbus2
from drivers.bus_traffic import Traffic, row, summary
from drivers.mpu6050 import Frames, Mpu6050
from drivers.registers import FIFO_BYTES, Register
from drivers.simulated import SimulatedChip
from drivers.simulated_faults import Unplugged
from drivers.simulated_kernel import simulated_i2c
from tests.clocks import ManualClock
from tests.drivers.rig import ADDRESS, BUS, START_S, Flaky, ruler
from tests.drivers.scenarios import fingerprint

HEADER = Header("mpu6050", 0x68, "0.1.0")
HEAD = header_line(HEADER)

times_us = st.integers(0, 10**15)
bytes_ = st.integers(0, 0xFF)
numbers = st.integers(1, 200)
data = st.binary(max_size=FIFO_BYTES)


def transfers() -> st.SearchStrategy[Transfer]:
    place = (times_us, st.integers(0, 10**9))
    done = st.builds(
        lambda time, took, way, address, register, sent: Transfer(time, took, way, address, register, len(sent), sent),
        *place,
        st.sampled_from(["r", "w"]),
        bytes_,
        bytes_,
        data,
    )
    refused = st.builds(
        Transfer, *place, st.just("r"), bytes_, bytes_, st.integers(0, FIFO_BYTES), st.just(b""), numbers
    )
    lost = st.builds(
        lambda time, took, address, register, sent, number: Transfer(
            time, took, "w", address, register, len(sent), sent, number
        ),
        *place,
        bytes_,
        bytes_,
        data,
        numbers,
    )
    return done | refused | lost


events = (
    transfers()
    | st.builds(Opened, times_us, st.integers(0, 200))
    | st.builds(Told, times_us)
    | st.builds(Ended, times_us, st.sampled_from(get_args(EndReason)))
)


def parsed(text: str) -> list[Event]:
    return [event for _, event in read_log(io.StringIO(text))[1]]


@given(st.lists(events))
def test_what_is_written_is_read_back(written: list[Event]) -> None:
    text = HEAD + "".join(map(event_line, written))
    assert parsed(text) == written
    assert max(map(len, text.splitlines(keepends=True))) <= LONGEST_LINE


@given(times_us)
def test_microseconds_survive_as_seconds(time_us: int) -> None:
    assert to_us(to_s(time_us)) == time_us


@given(st.text(max_size=80))
def test_any_line_is_an_event_or_a_bad_log_that_names_it(line: str) -> None:
    complaint = ""
    try:
        parsed(HEAD + "t 1.000000\n" + line)
    except BadLog as error:
        complaint = str(error)
    assert complaint.startswith("line " if complaint else "")


@given(events, st.data())
def test_a_line_cut_anywhere_is_never_taken_for_another_event(event: Event, dice: st.DataObject) -> None:
    line = event_line(event)
    cut = line[: dice.draw(st.integers(1, len(line) - 1))]
    with pytest.raises(BadLog, match=r"line 2: .*cut off"):
        parsed(HEAD + cut)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", r"line 1: expected easeband-bus-log, got ''"),
        ("t_s,ax_g\n", r"line 1: expected easeband-bus-log.*bus-log record"),
        (HEAD.replace(" 1 ", " 2 "), r"line 1: expected version 1.*use the firmware"),
        ("easeband-bus-log 1 mpu6050\n", r"line 1: expected chip, address and firmware"),
        (HEAD + "x 1\n", r"line 2: expected a line that begins with o, t, r, w, e; got 'x 1'"),
        (HEAD + "t 1.000000\n\n", r"line 3: expected a line that begins with"),
        (HEAD + "t 1.0\n", r"line 2: expected t seconds; got 't 1.0'"),
        (HEAD + "e 1.000000 bored\n", r"line 2: expected e seconds and a reason"),
        (HEAD + "r 1.000000 5 68 75 2 68 0\n", r"line 2: expected 2 bytes, as the line itself says; got 1"),
        (HEAD + "r 1.000000 5 68 75 1 68 121\n", r"line 2: expected 0 bytes"),
        (HEAD + "w 1.000000 5 68 75 1 zz 0\n", r"line 2: expected w seconds, microseconds, address"),
        (HEAD + "w 1.000000 5 68 75 1 " + "00" * 3000 + " 0\n", r"line 2: "),
        (HEAD + "r 1.000000 5 68 7", r"line 2: ends in the middle.*delete this line"),
    ],
)
def test_a_bad_line_is_named_with_what_was_expected(text: str, complaint: str) -> None:
    with pytest.raises(BadLog, match=complaint):
        parsed(text)


def test_the_header_comes_back() -> None:
    assert parse_header(HEAD) == HEADER


class Restless(ManualClock):
    """Time that also passes while it is read, as it does on a computer."""

    def monotonic_s(self) -> float:
        self.sleep(0.000_123_456_7)
        return super().monotonic_s()


Outcome = tuple[object, ...]


def run(sensor: Mpu6050, waits_s: list[float], clock: ManualClock) -> list[Outcome]:
    """Whatever comes of starting the sensor and emptying it after each wait."""

    def attempted(act: Callable[[], object]) -> Outcome:
        try:
            result = act()
        except BusError as error:
            return ("failed", error.errno)
        return fingerprint(result) if isinstance(result, Frames) else (result,)

    outcomes = [attempted(sensor.start)]
    for wait_s in waits_s:
        clock.sleep(wait_s)
        outcomes.append(attempted(sensor.drain))
    return outcomes


@settings(max_examples=60)
@given(
    waits_s=st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.73, 0.74, 2.0]), max_size=12),
    refused=st.dictionaries(st.integers(0, 120), st.sampled_from([errno.EREMOTEIO, errno.EIO, errno.ETIMEDOUT])),
)
def test_over_its_log_a_driver_does_to_the_last_bit_what_it_did_live(
    waits_s: list[float], refused: dict[int, int]
) -> None:
    clock, flaky, lines = Restless(START_S), Flaky(), [HEAD]
    chip = SimulatedChip(ruler, clock.monotonic_s, noise_seed=1, clock_error=0.013, faults=[flaky])
    flaky.arm(refused)
    with simulated_i2c({BUS: {ADDRESS: chip}}):
        recorder = Recorder(lambda event: lines.append(event_line(event)), clock.monotonic_s)
        with below_smbus2(recorder), Bus(BUS) as bus:
            live = run(Mpu6050(bus, recorder.monotonic_s, clock.sleep), waits_s, clock)
    player = Player(read_log(io.StringIO("".join(lines)))[1])
    with below_smbus2(player), Bus(BUS) as bus:
        replayed = run(Mpu6050(bus, player.monotonic_s, ManualClock().sleep), waits_s, ManualClock())
    assert replayed == live


def recorded(act: Callable[[], object]) -> list[Event]:
    """The events of an act that fails on an empty bus."""
    seen: list[Event] = []
    with simulated_i2c({BUS: {}}):
        recorder = Recorder(seen.append, ManualClock().monotonic_s)
        with below_smbus2(recorder), pytest.raises(BusError):
            act()
    return seen


def read_who_am_i() -> bytes:
    with Bus(BUS) as bus:
        return bus.read(ADDRESS, Register.WHO_AM_I, 1)


def played(*events_then: Event) -> Player:
    return Player(enumerate(events_then, 2))


def test_every_attempt_is_recorded_not_only_the_last() -> None:
    opened, *attempts = recorded(read_who_am_i)
    assert opened == Opened(1_000_000_000, 0)
    assert attempts == [Transfer(1_000_000_000, 0, "r", ADDRESS, Register.WHO_AM_I, 1, b"", errno.EREMOTEIO)] * 3


def test_a_bus_that_could_not_be_opened_is_recorded_and_replayed() -> None:
    seen = recorded(Bus(7).open)
    assert seen == [Opened(1_000_000_000, errno.ENOENT)]
    with below_smbus2(played(*seen)), pytest.raises(BusMissing, match="enable I2C"):
        Bus(BUS).open()


def test_a_driver_that_asks_for_something_else_is_told_where_it_parts_from_the_log() -> None:
    other = Transfer(0, 0, "r", ADDRESS, Register.FIFO_COUNTH, 2, b"\0\0")
    with below_smbus2(played(Opened(0, 0), other)), pytest.raises(Differs) as raised:
        read_who_am_i()
    assert str(raised.value) == (
        "line 3: the log has a read from register 0x72 of address 0x68, 2 bytes here, this firmware does a read from"
        " register 0x75 of address 0x68, 1 bytes; replay it with the firmware named in line 1"
    )


def test_a_driver_that_opens_the_bus_elsewhere_is_told_so_too() -> None:
    with below_smbus2(played(Ended(0, "time"))), pytest.raises(Differs, match="line 2: the log has ended here"):
        Bus(BUS).open()


def test_a_log_that_is_over_says_so() -> None:
    with below_smbus2(played(Opened(0, 0))), pytest.raises(LogOver):
        read_who_am_i()


def test_a_clock_asked_more_often_than_then_stands_still() -> None:
    player = played(Told(1_500_000), Opened(2_000_000, 0))
    assert [player.monotonic_s() for _ in range(3)] == [1.5, 1.5, 1.5]


def test_afterwards_the_system_calls_of_before_are_back() -> None:
    with simulated_i2c({BUS: {}}) as kernel:
        with below_smbus2(played()):
            pass
        with pytest.raises(BusMissing):
            Bus(7).open()
        with Bus(BUS):
            assert kernel.open_files == 1


def traffic_of(*seen: Event) -> Traffic:
    traffic = Traffic()
    for event in seen:
        traffic.push(event)
    return traffic


def fifo_read(time_s: float, frames: int, took_us: int = 0) -> Transfer:
    return Transfer(to_us(time_s), took_us, "r", ADDRESS, Register.FIFO_R_W, frames * 14, bytes(frames * 14))


def test_the_rate_is_that_of_the_frames_after_the_first_reading() -> None:
    assert traffic_of(fifo_read(1, 50), fifo_read(1.2, 20), fifo_read(1.4, 20)).rate_hz() == pytest.approx(100)
    assert traffic_of(fifo_read(1, 50)).rate_hz() is None


def test_a_reading_later_than_the_fifo_holds_is_a_gap() -> None:
    (gap,) = traffic_of(fifo_read(1, 20), fifo_read(1.7, 70), fifo_read(3.0, 73)).gaps()
    assert gap == pytest.approx((1.7, 1.3))


def test_the_speed_of_the_bus_comes_from_long_readings() -> None:
    assert "400 kHz on the bus" in "\n".join(summary(traffic_of(fifo_read(1, 20, took_us=(280 + 3) * 9 * 1000 // 400))))


def test_the_summary_counts_what_a_bad_cable_does() -> None:
    chip_clock = Restless(START_S)
    seen: list[Event] = []
    with simulated_i2c(
        {BUS: {ADDRESS: SimulatedChip(ruler, chip_clock.monotonic_s, faults=[Unplugged(START_S + 1, START_S + 2)])}}
    ):
        recorder = Recorder(seen.append, chip_clock.monotonic_s)
        with below_smbus2(recorder), Bus(BUS) as bus:
            run(Mpu6050(bus, recorder.monotonic_s, chip_clock.sleep), [0.2] * 12 + [1.0, 0.2], chip_clock)
    text = "\n".join(summary(traffic_of(*seen)))
    for part in ("nothing answered", "WHO_AM_I: 0x68", "chip resets: 2", "overflows: 1", "cut off: it has no end"):
        assert part in text


@given(events)
def test_every_event_has_a_row(event: Event) -> None:
    assert "\n" not in row(event)
    assert len(row(event)) < 160
