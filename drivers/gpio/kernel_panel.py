"""The panel of `drivers.panel` by the kernel's own interface: three lights, and a button that tells when it moves.

Knows which chip carries a Raspberry Pi's pins; must never know what a light means or how long a press lasts.
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from drivers.gpio import dimmer
from drivers.gpio.lines import ACTIVE_LOW, FALLING, INPUT, OUTPUT, PULL_UP, RISING, GpioLines, LineEdges, label_of
from drivers.pins import BUTTON_PIN, LIGHT_PINS, PanelMissing

if TYPE_CHECKING:
    import subprocess

LABELS: Final = {"pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1"}  # Raspberry Pi Zero to 3, 4, 5
CHIPS: Final = ("/dev/gpiochip0", "/dev/gpiochip4")  # the second on a Raspberry Pi 5 with an older kernel
BUTTON: Final = INPUT | ACTIVE_LOW | PULL_UP | RISING | FALLING
FULL: Final = 255
LEAST: Final = 1  # of 255: what is lit at all
ENDS_S: Final = 0.5  # within milliseconds, unless it is stuck: the FIFO of the sensor holds 0.7 s
UNREAD_BYTES: Final = 4096  # the smallest pipe: some thousand settings


def header_chip() -> str:
    """The chip with the pins of a Raspberry Pi. Raises PanelMissing with what was seen."""
    seen = []
    for path in CHIPS:
        try:
            label = label_of(path)
        except OSError as error:
            seen.append(f"{path}: {error.strerror}")
            continue
        if label in LABELS:
            return path
        seen.append(f"{path}: {label}")
    raise PanelMissing(f"no GPIO chip of a Raspberry Pi ({', '.join(seen)}): expected one of {sorted(LABELS)}")


def put_out() -> None:
    """Darken the lights that a program left lit when it ended. Raises PanelMissing, also while a program holds them."""
    with _told():
        GpioLines(header_chip(), LIGHT_PINS, OUTPUT).close()  # an output is dark from the start


class KernelPanel:
    """The lights, dark at first, and the button. Raises PanelMissing, then and whenever the pins no longer answer.

    Lights are set by a small program, so that they may be dimmed evenly; it sleeps while none is, and darkens them when
    this process ends, however it ends.
    """

    def __init__(self) -> None:
        with _told(), ExitStack() as opened:
            chip = header_chip()
            self._button = GpioLines(chip, [BUTTON_PIN], BUTTON)
            opened.callback(self._button.close)
            self.edges = LineEdges(self._button)
            self._commands, self._dimmer = opened.enter_context(_dimmer(chip))
            self._opened = opened.pop_all()
        self._shown = bytes(len(LIGHT_PINS))

    def pressed(self) -> bool:
        """Whether the contact is closed at this moment, bounces and all."""
        with _told():
            self.edges.clear()  # before the look: an edge after it is another one
            return self._button.get() != 0

    def show(self, left: float, middle: float, right: float) -> None:
        """Set the brightness of the lights, 0 to 1. Writes only what changed."""
        levels = bytes(level_of(share) for share in (left, middle, right))
        if levels == self._shown:
            return
        with _told():
            os.write(self._commands, levels)
        self._shown = levels

    def close(self) -> None:
        """Turn the lights off and let go of the pins."""
        with _told():
            self._opened.close()


def level_of(share: float) -> int:
    """Of 255, what a share of full brightness is."""
    return max(LEAST, round(share * FULL)) if share > 0 else 0


@contextmanager
def _dimmer(chip: str) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """The program that sets the lights, and where it is told how."""
    import subprocess  # noqa: PLC0415 - whoever only puts the lights out does without

    lights = GpioLines(chip, LIGHT_PINS, OUTPUT)
    told, tells = os.pipe()
    os.set_blocking(tells, False)  # one that reads no more is told as missing: nobody waits for it
    fcntl.fcntl(tells, fcntl.F_SETPIPE_SZ, UNREAD_BYTES)
    try:
        command = [sys.executable, "-I", "-S", str(Path(dimmer.__file__)), str(lights.descriptor), str(told)]
        process = subprocess.Popen(command, pass_fds=(lights.descriptor, told), stdin=subprocess.DEVNULL)  # noqa: S603 - ours
    except OSError:
        os.close(tells)
        raise
    finally:
        lights.close()
        os.close(told)
    try:
        yield tells, process
    finally:
        os.close(tells)
        _end(process, chip)


def _end(process: "subprocess.Popen[bytes]", chip: str) -> None:
    """It ends by itself and leaves the lights dark; one that is stuck is killed, and they are darkened without it."""
    import subprocess  # noqa: PLC0415 - as above

    try:
        process.wait(ENDS_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        GpioLines(chip, LIGHT_PINS, OUTPUT).close()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as seen:
        if isinstance(seen, PanelMissing):
            raise
        raise PanelMissing(f"the pins do not answer: {seen}: stop the program that uses them") from seen
