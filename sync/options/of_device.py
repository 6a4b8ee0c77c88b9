"""The options of the commands at the device's end: demo, sync, pair, status, doctor, report, erase.

Knows words and numbers that can be written; must never know what is done with them.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from device.options.shared import with_config, with_log
from device.system.arguments import PAGE_PORT, PAIRING_PORT, interval, minutes, port, positive, seconds
from sync.choices.days import DAY_EVERY_S, MOST_REPORT_DAYS, USUAL_REPORT_DAYS
from sync.options.days import last_day_option, report_days

if TYPE_CHECKING:
    import argparse  # a unit starts its program without it

HISTORY_MINUTES: Final = 60.0  # lived through at full speed before the demo reaches the present


def demo_options(parser: "argparse.ArgumentParser") -> None:
    """The options of `easeband demo`."""
    parser.add_argument(
        "--recording", type=Path, metavar="FILE", help="play this CSV or NPZ recording through the chip's registers"
    )
    parser.add_argument(
        "--speed", type=positive, default=1.0, metavar="N", help="run simulated time N times faster (default 1)"
    )
    parser.add_argument(
        "--history",
        type=minutes,
        metavar="MINUTES",
        help=f"minutes of the past to simulate first (default {HISTORY_MINUTES:g}, 0 with --recording)",
    )
    parser.add_argument(
        "--for",
        dest="length_s",
        type=seconds,
        metavar="SECONDS",
        help="stop this long after catching up with the present",
    )
    parser.add_argument("--folder", type=Path, help="keep databases and logs here (default: a temporary folder)")
    parser.add_argument(
        "--port", type=port, help=f"port of the page (default {PAGE_PORT}, or a free one if that is taken)"
    )


def sync_options(parser: "argparse.ArgumentParser") -> None:
    """The options of `easeband sync`."""
    with_config(parser)
    every = "send a day under way so often that nobody waits for (default %(default)g)"
    parser.add_argument("--day-every", type=interval, default=DAY_EVERY_S, metavar="SECONDS", help=every)
    with_log(parser)


def pair_options(parser: "argparse.ArgumentParser") -> None:
    """The code and where to go with it."""
    parser.add_argument("code", help="from the clinic's screen: `easeband clinic enrol` shows it")
    parser.add_argument("--host", required=True, help="name or address of the clinic's broker")
    parser.add_argument("--port", type=port, default=PAIRING_PORT, help="for pairing (default %(default)s)")
    with_config(parser)


def doctor_options(parser: "argparse.ArgumentParser") -> None:
    """The options of `easeband doctor`."""
    parser.epilog = (
        "Exit status 0: everything is good. 1: there is a fault. 2: no fault was found, but not everything could be"
        " looked at. Run it with sudo: other users may not see all. The device goes on measuring meanwhile."
    )
    with_config(parser)
    parser.add_argument("--json", action="store_true", help="for programs: one object with all checks")


def report_options(parser: "argparse.ArgumentParser") -> None:
    """Which days, of which database, and where to."""
    parser.epilog = (
        "The page says how the band was worn, the usual day, every number with what it rests on, and a line a day. It"
        " measures, it never diagnoses. It names the device and nobody else. The PDF is a medical record: keep it so."
    )
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="the page, such as report.pdf")
    parser.add_argument(
        "--days",
        type=report_days,
        default=USUAL_REPORT_DAYS,
        metavar="N",
        help=f"how many, 1 to {MOST_REPORT_DAYS} (default %(default)s)",
    )
    parser.add_argument("--until", type=last_day_option, metavar="2026-11-28", help="the last of them (default: today)")
    parser.add_argument("--database", type=Path, metavar="FILE", help="a copy of a device's device.db, on any computer")
    with_config(parser)


def erase_options(parser: "argparse.ArgumentParser") -> None:
    """The options of `easeband erase`."""
    parser.epilog = (
        "Asks before it does anything. Stop the device first: systemctl stop easeband-device easeband-sync. There is"
        " no way back, so make a copy with `easeband backup` if it may be wanted."
    )
    with_config(parser)
    parser.add_argument(
        "--card-only", action="store_true", help="leave the broker alone: it forgets days after 90 days by itself"
    )


def status_options(parser: "argparse.ArgumentParser") -> None:
    """The options of `easeband status`."""
    parser.epilog = (
        "Exit status 0: nothing is wrong. 1: something is, also where there is no configuration. 2: nothing is known"
        " to be wrong, but not all could be read. `easeband doctor` looks closer."
    )
    with_config(parser)
