"""The panel over a fake of the kernel's GPIO calls, below `fcntl.ioctl`: what is asked of the kernel, and when."""

import ctypes
import errno
import fcntl
import os
import select
import signal
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from drivers.gpio import dimmer, kernel_panel
from drivers.gpio.lines import ChipInfo, GpioLines, LineEdges, LineRequest, LineValues, label_of
from drivers.pins import PanelMissing

# include/uapi/linux/gpio.h of Linux 6.1
GET_CHIPINFO, GET_LINE, GET_VALUES, SET_VALUES = 0x8044B401, 0xC250B407, 0xC010B40E, 0xC010B40F
INPUT_LOW_PULLED_UP_BOTH_EDGES = 0b1_0011_0110
OUTPUT = 0b1000


class GpioChip:
    """The kernel's side: which lines were asked for, their levels, and a socket that carries edges."""

    def __init__(self) -> None:
        self.label, self.busy, self.levels = b"pinctrl-bcm2835", False, 0
        self.asked: list[tuple[list[int], int]] = []
        self.set_to: list[int] = []
        self.events: list[socket.socket] = []

    def ioctl(self, _descriptor: int, call: int, argument: object) -> int:
        if isinstance(argument, ChipInfo):
            assert call == GET_CHIPINFO
            argument.label = self.label
        elif isinstance(argument, LineRequest):
            self._give(call, argument)
        elif isinstance(argument, LineValues) and call == GET_VALUES:
            argument.bits = self.levels & argument.mask
        elif isinstance(argument, bytes | LineValues):
            assert call == SET_VALUES
            self.set_to.append(struct.unpack("QQ", bytes(argument))[0])
        return 0

    def _give(self, call: int, request: LineRequest) -> None:
        assert call == GET_LINE
        if self.busy:
            raise OSError(errno.EBUSY, "Device or resource busy")
        self.asked.append((list(request.offsets[: request.num_lines]), request.flags))
        ours, theirs = socket.socketpair()
        self.events.append(theirs)
        request.fd = ours.detach()


@pytest.fixture
def gpio(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[GpioChip]:
    chip = GpioChip()
    (tmp_path / "gpiochip0").touch()
    monkeypatch.setattr(fcntl, "ioctl", chip.ioctl)
    monkeypatch.setattr(kernel_panel, "CHIPS", (str(tmp_path / "gpiochip0"), str(tmp_path / "gpiochip4")))
    yield chip
    for event in chip.events:
        event.close()


def test_what_is_handed_to_the_kernel_has_the_size_that_its_calls_say() -> None:
    sizes = [ctypes.sizeof(each) for each in (ChipInfo, LineRequest, LineValues)]
    assert sizes == [(call >> 16) & 0x3FFF for call in (GET_CHIPINFO, GET_LINE, GET_VALUES)] == [68, 592, 16]


def test_the_button_is_pulled_up_and_heard_and_the_lights_are_outputs(gpio: GpioChip) -> None:
    kernel_panel.KernelPanel().close()
    assert gpio.asked == [([23], INPUT_LOW_PULLED_UP_BOTH_EDGES), ([17, 27, 22], OUTPUT)]


def test_a_press_is_an_edge_and_a_level_and_the_edge_is_over_once_the_level_was_asked(gpio: GpioChip) -> None:
    panel = kernel_panel.KernelPanel()
    assert (panel.edges.wait(0), panel.pressed()) == (False, False)
    gpio.levels = 1
    gpio.events[0].send(bytes(48) * 3)  # struct gpio_v2_line_event: a switch that bounces
    assert panel.edges.wait(5)
    assert panel.pressed()
    assert not panel.edges.wait(0)
    panel.close()


def test_whoever_waits_for_an_edge_wakes_up_in_time_to_a_part_of_a_millisecond(gpio: GpioChip) -> None:
    """Looks into the FIFO are aimed at the moment of a frame; waits in whole milliseconds always come after it."""
    lines = GpioLines(kernel_panel.CHIPS[0], [5], OUTPUT)
    edges, took_s = LineEdges(lines), list[float]()
    for _ in range(50):
        began_s = time.monotonic()
        assert not edges.wait(0.0002)
        took_s.append(time.monotonic() - began_s)
    assert 0.0002 <= min(took_s) < 0.0008
    lines.close()


def dimmers() -> list[int]:
    """Of this process. The kernel's own list of children may lack some while another of them ends."""
    found = list[int]()
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # one that ended meanwhile
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"dimmer" in (status.parent / "cmdline").read_bytes():
                found.append(int(status.parent.name))
    return found


def blink(panel: kernel_panel.KernelPanel, times: int) -> None:
    for n in range(times):
        panel.show(n % 2, 0, 1)


def test_a_dimmer_that_is_stuck_is_told_as_missing_and_holds_nobody_up(gpio: GpioChip) -> None:
    """What it does not read filled the pipe, and the loop waited there until the watchdog ended it."""
    panel = kernel_panel.KernelPanel()
    [dimmer_id] = dimmers()
    os.kill(dimmer_id, signal.SIGSTOP)
    with pytest.raises(PanelMissing, match="Resource temporarily unavailable"):
        blink(panel, times=4096)
    began_s = time.monotonic()
    panel.close()
    assert time.monotonic() - began_s < 3
    assert gpio.asked[-1] == ([17, 27, 22], OUTPUT), "darkened without it"
    assert len(gpio.asked) == 3


def test_pins_that_somebody_else_uses_are_told_with_what_to_do(gpio: GpioChip) -> None:
    gpio.busy = True
    with pytest.raises(PanelMissing, match="busy: stop the program that uses them"):
        kernel_panel.KernelPanel()


def test_the_pins_of_another_computer_are_not_taken(gpio: GpioChip) -> None:
    gpio.label = b"INT34C5:00"
    with pytest.raises(PanelMissing, match=r"gpiochip0: INT34C5:00.*gpiochip4: No such file.*expected one of"):
        kernel_panel.KernelPanel()
    assert label_of(kernel_panel.CHIPS[0]) == "INT34C5:00"


def test_a_chip_that_goes_away_is_told_when_the_button_is_asked(gpio: GpioChip) -> None:
    panel = kernel_panel.KernelPanel()
    gpio.events[0].close()
    assert panel.edges.wait(0), "whoever sleeps wakes up"
    with pytest.raises(PanelMissing, match="the pins do not answer"):
        panel.pressed()
    with suppress(PanelMissing):
        panel.close()


@pytest.mark.parametrize(
    ("share", "level"), [(0.0, 0), (0.0001, 1), (0.005, 1), (0.05, 13), (0.1, 26), (0.5, 128), (1.0, 255)]
)
def test_a_light_that_is_lit_at_all_is_never_dark(share: float, level: int) -> None:
    assert kernel_panel.level_of(share) == level


def test_dark_and_full_lights_are_set_once_and_then_nothing_is_done_until_the_next_command(gpio: GpioChip) -> None:
    told, tells = os.pipe()
    os.write(tells, bytes([255, 0, 255]))
    os.close(tells)
    dimmer.follow(0, told)
    os.close(told)
    assert gpio.set_to == [0b101, 0]  # and dark once the pipe has ended


def test_of_commands_that_came_meanwhile_the_last_one_holds(gpio: GpioChip) -> None:
    told, tells = os.pipe()
    os.write(tells, bytes([255, 255, 255]) * 500 + bytes([0, 255, 0]))
    os.close(tells)
    dimmer.follow(0, told)
    os.close(told)
    assert gpio.set_to == [0b111, 0b010, 0]  # 768 bytes at once


def test_each_light_is_lit_for_its_share_of_a_hundredth_of_a_second(
    gpio: GpioChip, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = list[float]()
    monkeypatch.setattr(select, "select", lambda *lists_and_wait: waits.append(lists_and_wait[3]))
    dimmer.pulse(0, bytes([51, 0, 255]))
    assert gpio.set_to == [0b101, 0b100]
    assert waits == pytest.approx([0.002, 0.008])


def test_no_signal_that_is_meant_for_all_ends_the_one_who_darkens_the_lights() -> None:
    """One for a service goes to each of its processes, the watchdog's SIGABRT too."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGABRT)
    before = {number: signal.getsignal(number) for number in numbers}
    try:
        dimmer.outlive()
        assert [signal.getsignal(number) for number in numbers] == [signal.SIG_IGN] * 4
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_whoever_follows_commands_in_a_process_of_others_leaves_its_signals_alone(gpio: GpioChip) -> None:
    told, tells = os.pipe()
    os.close(tells)
    before = signal.getsignal(signal.SIGINT)
    dimmer.follow(0, told)
    os.close(told)
    assert (gpio.set_to, signal.getsignal(signal.SIGINT)) == ([0], before)


def test_lines_are_got_and_set_bit_by_bit(gpio: GpioChip) -> None:
    lines = GpioLines(kernel_panel.CHIPS[0], [5, 6], OUTPUT)
    lines.set(0b10)
    gpio.levels = 0b111
    assert (gpio.set_to, lines.get()) == ([0b10], 0b11)
    assert not LineEdges(lines).wait(0)
    lines.close()
