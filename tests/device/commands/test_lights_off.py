"""`easeband lights-off`: what it asks of the kernel, and how little it loads: systemd waits for it after a crash."""

import argparse
import subprocess
import sys

import pytest

from device.commands import lights_off
from tests.drivers.gpio.test_kernel_panel import OUTPUT, GpioChip, gpio

__all__ = ["gpio"]  # a fixture

DARKENED = [([17, 27, 22], OUTPUT)]  # an output that is given no level is low
HEAVY = "print([name for name in ('gpiozero', 'numpy', 'inspect', 'subprocess', 'logging') if name in sys.modules])"


def test_the_lights_are_made_dark_outputs_and_the_button_is_left_alone(gpio: GpioChip) -> None:
    assert lights_off.run(argparse.Namespace()) == 0
    assert gpio.asked == DARKENED


def test_lights_that_a_program_still_holds_are_told(
    gpio: GpioChip, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gpio.busy = True
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "nothing")
    assert lights_off.run(argparse.Namespace()) == 1
    assert "easeband lights-off: " in capsys.readouterr().err


def test_it_loads_nothing_that_takes_a_small_computer_long() -> None:
    loaded = f"import sys, device.cli, device.commands.lights_off; {HEAVY}"
    done = subprocess.run([sys.executable, "-S", "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
