"""Bus logs: the text and back, what is wrong with a bad file, and that a driver over a log does what it did live."""

import errno
import io
import os
from collections.abc import Callable
from contextlib import suppress
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.bus_log.log_format import (
    LONGEST_LINE,
    BadLog,
    BusEvent,
    ClockReading,
    Ended,
    EndReason,
    Header,
    Opened,
    Transfer,
    event_line,
    header_line,
    parse_header,
    read_log,
    to_s,
    to_us,
)
from drivers.bus_log.player import Differs, LogOver, Player
from drivers.bus_log.recorder import Recorder
from drivers.bus_log.traffic import Traffic, value_in, with_gyroscope
from drivers.bus_log.words import row, summary
from drivers.i2c.bus import ATTEMPTS, Bus, BusError, BusMissing
from drivers.i2c.kernel_interface import I2C_RDWR
from drivers.i2c.tap import below_smbus2
from drivers.mpu6050.chip import Mpu6050, NoFrames
from drivers.mpu6050.frames import Frames
from drivers.mpu6050.registers import FIFO_BYTES, INT_FIFO_OVERFLOW, USER_FIFO_ENABLE, USER_FIFO_RESET, Register
from drivers.simulated.chip import SimulatedChip
from drivers.simulated.faults import Unplugged
from drivers.simulated.kernel import simulated_i2c
from tests.drivers.scenarios import fingerprint
from tests.support.bench import ADDRESS, BUS, START_S, Flaky, ruler
from tests.support.clocks import ManualClock
from tests.support.examples import examples

HEADER = Header("mpu6050", 0x68, "0.1.0")
HEAD = header_line(HEADER)
MESSAGES_OF_A_START = 30
ALL_MEASUREMENTS, WITHOUT_ROTATION = 0xF8, 0x88  # of FIFO_EN

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
    | st.builds(ClockReading, times_us)
    | st.builds(Ended, times_us, st.sampled_from(get_args(EndReason)))
)


def parsed(text: str) -> list[BusEvent]:
    return [event for _, event in read_log(io.StringIO(text))[1]]


@given(st.lists(events))
def test_what_is_written_is_read_back(written: list[BusEvent]) -> None:
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
def test_a_line_cut_anywhere_is_never_taken_for_another_event(event: BusEvent, dice: st.DataObject) -> None:
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
        except NoFrames as error:
            return ("failed", str(error))
        return fingerprint(result) if isinstance(result, Frames) else (result,)

    outcomes = [attempted(sensor.start)]
    for wait_s in waits_s:
        clock.sleep(wait_s)
        outcomes.append(attempted(sensor.drain))
    return outcomes


@settings(max_examples=examples(60))
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


def recorded(act: Callable[[], object]) -> list[BusEvent]:
    """The events of an act that fails on an empty bus."""
    seen: list[BusEvent] = []
    with simulated_i2c({BUS: {}}):
        recorder = Recorder(seen.append, ManualClock().monotonic_s)
        with below_smbus2(recorder), pytest.raises(BusError):
            act()
    return seen


def read_who_am_i() -> bytes:
    with Bus(BUS) as bus:
        return bus.read(ADDRESS, Register.WHO_AM_I, 1)


def played(*events_then: BusEvent) -> Player:
    return Player(enumerate(events_then, 2))


def test_every_attempt_is_recorded_not_only_the_last() -> None:
    opened, *attempts = recorded(read_who_am_i)
    assert opened == Opened(1_000_000_000, 0)
    assert attempts == [Transfer(1_000_000_000, 0, "r", ADDRESS, Register.WHO_AM_I, 1, b"", errno.EREMOTEIO)] * 3


class Interrupted:
    """A bus on which the program is told to end in the middle of a transfer."""

    O_RDWR = os.O_RDWR

    def open(self, _path: str, flags: int) -> int:
        return os.open(os.devnull, flags)

    def close(self, descriptor: int) -> None:
        os.close(descriptor)

    def ioctl(self, _descriptor: int, request: int, _argument: object) -> int:
        if request == I2C_RDWR:
            raise KeyboardInterrupt
        return 0


def test_an_attempt_whose_end_nobody_knows_is_not_recorded_as_done() -> None:
    seen: list[BusEvent] = []
    with below_smbus2(Interrupted()):
        recorder = Recorder(seen.append, ManualClock().monotonic_s)
        with below_smbus2(recorder), pytest.raises(KeyboardInterrupt):
            read_who_am_i()
    assert not [event for event in seen if isinstance(event, Transfer)]


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
        "line 3: the log has a read of 2 bytes from register 0x72 of address 0x68, this firmware asks for a read of"
        " 1 bytes from register 0x75 of address 0x68; replay it with the firmware named in line 1"
    )


def test_a_setting_that_changed_is_named_with_what_was_written_and_what_is_now() -> None:
    then = Transfer(0, 0, "w", ADDRESS, Register.ACCEL_CONFIG, 1, b"\x08")
    with below_smbus2(played(Opened(0, 0), then)), Bus(BUS) as bus, pytest.raises(Differs) as raised:
        bus.write(ADDRESS, Register.ACCEL_CONFIG, b"\x10")
    assert (
        "the log has a write of 08 to register 0x1c of address 0x68, this firmware asks for a write of 10 to register"
        " 0x1c of address 0x68;"
    ) in str(raised.value)


def ask(transfer: Transfer) -> None:
    with Bus(BUS) as bus:
        if transfer.direction == "r":
            bus.read_once(transfer.address, transfer.register, transfer.length)
        else:
            bus.write(transfer.address, transfer.register, transfer.data)


@pytest.mark.slow
@given(recorded_then=transfers(), asked=transfers())
def test_a_message_of_difference_never_says_the_same_on_both_sides(recorded_then: Transfer, asked: Transfer) -> None:
    complaint = ""
    with below_smbus2(played(Opened(0, 0), recorded_then)):
        try:
            ask(asked)
        except Differs as error:
            complaint = str(error)
        except (BusError, LogOver):  # the same was asked for, and failed then
            return
    if complaint:
        then, _, now = complaint.partition(", this firmware asks for ")
        assert then.removeprefix("line 3: the log has ") != now.partition(";")[0]


def test_a_driver_that_opens_the_bus_elsewhere_is_told_so_too() -> None:
    with (
        below_smbus2(played(Ended(0, "time"))),
        pytest.raises(Differs, match=r"line 2: the log has its end, this firmware asks for the opening of the bus"),
    ):
        Bus(BUS).open()


def test_a_bad_line_does_not_take_away_the_good_one_above_it() -> None:
    who_am_i = event_line(Transfer(0, 0, "r", ADDRESS, Register.WHO_AM_I, 1, b"\x68"))
    with below_smbus2(Player(read_log(io.StringIO(HEAD + "o 0.000000 0\n" + who_am_i + "x\n"))[1])), Bus(BUS) as bus:
        assert bus.read(ADDRESS, Register.WHO_AM_I, 1) == b"\x68"
        with pytest.raises(BadLog, match="line 4"):
            bus.read(ADDRESS, Register.WHO_AM_I, 1)


def test_a_log_that_is_over_says_so() -> None:
    with below_smbus2(played(Opened(0, 0))), pytest.raises(LogOver):
        read_who_am_i()


def test_a_clock_asked_more_often_than_then_stands_still() -> None:
    player = played(ClockReading(1_500_000), Opened(2_000_000, 0))
    assert [player.monotonic_s() for _ in range(3)] == [1.5, 1.5, 1.5]


def test_afterwards_the_system_calls_of_before_are_back() -> None:
    with simulated_i2c({BUS: {}}) as kernel:
        with below_smbus2(played()):
            pass
        with pytest.raises(BusMissing):
            Bus(7).open()
        with Bus(BUS):
            assert kernel.open_files == 1


def traffic_of(*seen: BusEvent) -> Traffic:
    traffic = Traffic()
    for event in seen:
        traffic.push(event)
    return traffic


def overflow_in(event: BusEvent) -> bool:
    if not isinstance(event, Transfer) or event.direction == "w":
        return False
    return bool((value_in(event, Register.INT_STATUS) or 0) & INT_FIFO_OVERFLOW)


def wrote(register: Register, value: int) -> Transfer:
    return Transfer(0, 0, "w", ADDRESS, register, 1, bytes([value]))


def read_byte(register: Register, value: int) -> Transfer:
    return Transfer(0, 0, "r", ADDRESS, register, 1, bytes([value]))


def started(who_am_i: int = 0x68, fifo_en: int = ALL_MEASUREMENTS) -> tuple[Transfer, ...]:
    """What a driver says to its chip that tells of frames and FIFO: 100 Hz."""
    identity = read_byte(Register.WHO_AM_I, who_am_i)
    return identity, wrote(Register.SMPLRT_DIV, 9), wrote(Register.FIFO_EN, 0), wrote(Register.FIFO_EN, fifo_en)


def fifo_read(time_s: float, frames: int, took_us: int = 0, frame_bytes: int = 14) -> Transfer:
    length = frames * frame_bytes
    return Transfer(to_us(time_s), took_us, "r", ADDRESS, Register.FIFO_R_W, length, bytes(length))


def test_the_rate_is_that_of_the_frames_after_the_first_reading() -> None:
    reads = fifo_read(1, 50), fifo_read(1.2, 20), fifo_read(1.4, 20)
    assert traffic_of(*started(), *reads).rate_hz() == pytest.approx(100)
    assert traffic_of(*started(), fifo_read(1, 50)).rate_hz() is None


def test_a_reading_later_than_the_fifo_holds_is_a_gap() -> None:
    (gap,) = traffic_of(*started(), fifo_read(1, 20), fifo_read(1.7, 70), fifo_read(3.0, 73)).gaps()
    assert gap == pytest.approx((1.7, 1.3))


@pytest.mark.parametrize(
    ("who_am_i", "fifo_en", "frame_bytes", "fifo_s"),
    [
        (0x68, ALL_MEASUREMENTS, 14, 0.73),
        (0x68, WITHOUT_ROTATION, 8, 1.28),
        (0x70, ALL_MEASUREMENTS, 14, 0.36),
        (0x98, WITHOUT_ROTATION, 8, 0.64),
    ],
)
def test_frames_and_gaps_follow_what_the_log_says_of_its_chip(
    who_am_i: int, fifo_en: int, frame_bytes: int, fifo_s: float
) -> None:
    times_s = 1, 1 + fifo_s - 0.01, 1 + 2 * fifo_s
    reads = [fifo_read(time_s, 10, frame_bytes=frame_bytes) for time_s in times_s]
    traffic = traffic_of(*started(who_am_i, fifo_en), *reads)
    assert traffic.frames == 30
    assert [at_s for at_s, _ in traffic.gaps()] == pytest.approx([1 + fifo_s - 0.01])
    text = "\n".join(summary(traffic))
    assert f"frames: 30 of {frame_bytes} bytes" in text
    assert f"longer than its {fifo_s:.2f} s: 1" in text


def test_a_log_that_does_not_tell_its_chip_claims_no_gap() -> None:
    traffic = traffic_of(fifo_read(1, 20), fifo_read(9, 20))
    assert (traffic.gaps(), traffic.frames) == ([], 0)
    assert "longer than it lasts (which the log does not say): 0" in "\n".join(summary(traffic))


def test_what_comes_out_of_the_fifo_is_not_taken_for_registers() -> None:
    traffic = traffic_of(*started(), fifo_read(1, 73))
    assert dict(traffic.chip.identities) == {0x68: 1}
    assert traffic.overflows == 0


def test_an_overflow_that_is_read_again_before_the_fifo_runs_anew_is_the_same_one() -> None:
    full = read_byte(Register.INT_STATUS, INT_FIFO_OVERFLOW)
    emptied = wrote(Register.USER_CTRL, USER_FIFO_RESET)
    running = wrote(Register.USER_CTRL, USER_FIFO_ENABLE)
    assert traffic_of(running, full, emptied, full, running).overflows == 1
    assert traffic_of(running, full, emptied, full, running, full).overflows == 2
    assert traffic_of(running, emptied, full, running).overflows == 1


def test_an_overflow_is_counted_once_although_the_computer_was_away_while_it_was_dealt_with() -> None:
    clock, seen = ManualClock(START_S), list[BusEvent]()

    def write(event: BusEvent) -> None:
        seen.append(event)
        clock.sleep(2.0 if overflow_in(event) else 0.0)

    with simulated_i2c({BUS: {ADDRESS: SimulatedChip(ruler, clock.monotonic_s)}}):
        recorder = Recorder(write, clock.monotonic_s)
        with below_smbus2(recorder), Bus(BUS) as bus:
            outcomes = run(Mpu6050(bus, recorder.monotonic_s, clock.sleep), [0.1, 1.0, 0.1], clock)
    assert [outcome[-1] for outcome in outcomes[1:]] == [None, "overflow", None]
    assert (sum(map(overflow_in, seen)), traffic_of(*seen).overflows) == (2, 1)


@pytest.mark.parametrize("gyroscope", [True, False])
@given(refused_from=st.integers(0, MESSAGES_OF_A_START))
def test_a_log_tells_whether_the_gyroscope_ran_as_soon_as_it_makes_a_difference(
    refused_from: int, *, gyroscope: bool
) -> None:
    seen, other = (recorded_start(gyroscope=ran, refused_from=refused_from) for ran in (gyroscope, not gyroscope))
    assert with_gyroscope(seen) == gyroscope or seen == other


def recorded_start(*, gyroscope: bool, refused_from: int) -> list[BusEvent]:
    """The events of starting a chip that falls silent at this message."""
    clock, flaky, seen = ManualClock(START_S), Flaky(), list[BusEvent]()
    flaky.arm(dict.fromkeys(range(refused_from, refused_from + ATTEMPTS), errno.EREMOTEIO))
    with simulated_i2c({BUS: {ADDRESS: SimulatedChip(ruler, clock.monotonic_s, faults=[flaky])}}):
        recorder = Recorder(seen.append, clock.monotonic_s)
        with below_smbus2(recorder), Bus(BUS) as bus, suppress(BusError):
            Mpu6050(bus, recorder.monotonic_s, clock.sleep, gyroscope=gyroscope).start()
    return seen


def test_the_speed_of_the_bus_comes_from_long_readings() -> None:
    assert "400 kHz on the bus" in "\n".join(summary(traffic_of(fifo_read(1, 20, took_us=(280 + 3) * 9 * 1000 // 400))))


def test_the_summary_counts_what_a_bad_cable_does() -> None:
    chip_clock = Restless(START_S)
    seen: list[BusEvent] = []
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
def test_every_event_has_a_row(event: BusEvent) -> None:
    assert "\n" not in row(event)
    assert len(row(event)) < 160
