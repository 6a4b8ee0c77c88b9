"""`easeband lights-off`: the lights go out, whatever ended the program that lit them. Knows nothing but the panel."""

from typing import TYPE_CHECKING

from device.system.command import status_of
from drivers.gpio import put_out
from drivers.pins import PanelMissing

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """It has no options."""
    parser.epilog = "systemd calls it after easeband-device has stopped, even if it was killed."


def run(_arguments: "argparse.Namespace") -> int:
    """0 once all lights are dark, 1 with a message where there are none."""
    return status_of("lights-off", _put_out, (PanelMissing,))


def _put_out() -> int:
    """By gpiozero only where the kernel's interface does not serve: it takes longer to load than all the rest."""
    try:
        put_out()
    except PanelMissing:
        from drivers.panel import Panel  # noqa: PLC0415 - see above

        Panel().close()
    return 0
