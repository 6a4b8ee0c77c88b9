"""`easeband lights-off`: the lights go out, whatever ended the program that lit them. Knows nothing but the panel."""

import argparse
import sys

from drivers.panel import Panel, PanelMissing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has no options."""
    parser.epilog = "systemd calls it after easeband-device has stopped, even if it was killed."


def run(_arguments: argparse.Namespace) -> int:
    """0 once all lights are dark, 1 with a message where there are none."""
    try:
        Panel().close()
    except PanelMissing as error:
        print(f"easeband lights-off: {error}", file=sys.stderr)
        return 1
    return 0
