"""Clock, sensor and lights for a command that guides a person while the device's own program is stopped.

Knows which part is plugged into which; must never know what the person is guided to.
"""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from device.program.parts import open_panel
from device.program.ports import PanelPort
from device.sensor import SENSOR_FAULTS, SensorOnBus
from device.system.arguments import DEFAULT_PATH
from device.system.clock import Clock, SystemClock
from device.system.config import Config

if TYPE_CHECKING:
    import argparse  # a unit starts its program without it

PlugIn = Callable[[Config, ExitStack], tuple[Clock, PanelPort]]
"""Puts a simulated limb on the configured bus until the stack is closed."""


@dataclass(frozen=True)
class Workbench:
    """What guiding needs of the world, plugged in."""

    clock: Clock
    sensor: SensorOnBus
    panel: PanelPort


class NotReal(Exception):
    """What is simulated would be kept for a real device; the message says how to keep it for another."""


def config_path(arguments: "argparse.Namespace") -> Path:
    """The configuration that was named, or the device's own; never the device's own by itself where `simulated`.

    Raises NotReal.
    """
    if arguments.config is None and arguments.simulated:
        raise NotReal(
            f"what is simulated is kept like anything measured: name another configuration than {DEFAULT_PATH} with"
            " --config"
        )
    return arguments.config or DEFAULT_PATH


def open_workbench(config: Config, opened: ExitStack, simulated: PlugIn | None = None) -> Workbench:
    """The configured sensor, started, with the real clock and lights, or simulated ones. Raises SENSOR_FAULTS."""
    clock, panel = simulated(config, opened) if simulated else _real(opened)
    sensor = SensorOnBus(config.sensor, clock)
    opened.callback(_let_go, sensor)
    return Workbench(clock, sensor, panel)


def _real(opened: ExitStack) -> tuple[Clock, PanelPort]:
    clock = SystemClock()
    return clock, open_panel(clock, opened)


def _let_go(sensor: SensorOnBus) -> None:
    with suppress(*SENSOR_FAULTS):  # whoever lost the sensor has said so; it sleeps after its next power-up
        sensor.stop()
