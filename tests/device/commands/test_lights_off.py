"""`easeband lights-off`: what it asks of the kernel, and how little it loads: systemd waits for it after a crash."""

import subprocess
import sys

import pytest

from device.cli import main
from tests.drivers.gpio.test_kernel_panel import OUTPUT, GpioChip, gpio

__all__ = ["gpio"]  # a fixture

DARKENED = [([17, 27, 22], OUTPUT)]  # an output that is given no level is low
HEAVY = ("gpiozero", "numpy", "argparse", "inspect", "subprocess", "logging")


def test_the_lights_are_made_dark_outputs_and_the_button_is_left_alone(gpio: GpioChip) -> None:
    assert main(["lights-off"]) == 0
    assert gpio.asked == DARKENED


def test_lights_that_a_program_still_holds_are_told(
    gpio: GpioChip, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gpio.busy = True
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "nothing")
    assert main(["lights-off"]) == 1
    assert "easeband lights-off: " in capsys.readouterr().err


def test_it_loads_nothing_that_takes_a_small_computer_long() -> None:
    loaded = "import sys, device.cli, device.commands.lights_off; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-S", "-c", loaded], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & set(HEAVY)
