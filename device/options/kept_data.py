"""The options of the commands for what was recorded: analyse, export, backup.

Knows words, numbers and dates that can be written; must never know what is made of them.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from device.options.shared import with_config
from device.records.sites import SITES

FIRST_YEAR, LAST_YEAR = 1970, 2200  # of a recording: before and after there is no such sensor


def analyse_options(parser: argparse.ArgumentParser) -> None:
    """Files and what to make of them."""
    parser.epilog = (
        "CSV needs a header with t_s, ax_g, ay_g, az_g and, with a gyroscope, gx_dps, gy_dps, gz_dps. NPZ needs arrays"
        " t, acc_g and, with a gyroscope, gyr_dps. Other names are taken where they say what is measured and in which"
        " unit (ax_mps2, Gyroscope x (rad/s), time_ms), or where --columns and --units do; the numbers are then"
        " converted, and the page says how the file was taken. What is unclear is refused. A file out of order is"
        " sorted, but one whose times begin again is refused. A recording of"
        " 2.5 s to 3 s gives one judged second. The table and the plot count times from the start of the first judged"
        " second; JSON has both these (from_start_s) and the file's own times (t_s, start_s). The exit status is 1 if a"
        " file could not be analysed."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a recording, CSV or NPZ")
    _add_readings(parser)
    parser.add_argument(
        "--json", metavar="OUT", help="write one JSON object per line, one per file; - is standard output"
    )
    parser.add_argument(
        "--plot", type=Path, metavar="OUT.png", help="draw one recording as PNG, or as SVG if the name ends in .svg"
    )
    parser.add_argument(
        "--baseline", type=Path, metavar="FILE", help="a person's baseline.json, as `easeband baseline` keeps it"
    )
    parser.add_argument(
        "--mounting", type=Path, metavar="FILE", help="the limb's own axes in a mounting.json of `easeband mounting`"
    )
    parser.add_argument(
        "--set",
        action="store_true",
        help="also count the repetitions of the exercise set in it, and say of others why they do not count",
    )
    parser.add_argument(
        "--exercise",
        metavar="NAME",
        help="with --set: an exercise of a programme, such as elbow-bend; what goes less far than any programme may ask"
        " for, or beyond the cap of the exercise, does not count then",
    )
    parser.add_argument(
        "--checkup",
        action="append",
        default=[],
        metavar="rest=0:12,...",
        help="a check-up was done in it: each part with its start, for the pace of the lights, or each stage with its"
        " start and end, such as rest=0:12-0:40,trick=2:00; times count as on the page, from the recording's start."
        " Parts: rest, hold, midline, straight, trick (without it, then with it). Again for another check-up",
    )
    parser.add_argument(
        "--site", choices=SITES, help="with --checkup: where the sensor was worn; of a head, lying down is told then"
    )
    parser.add_argument(
        "--start",
        type=_moment,
        metavar="ISO8601",
        help="when the first sample was taken, such as 2026-03-02T09:14:05+01:00",
    )


def _add_readings(parser: argparse.ArgumentParser) -> None:
    """How files of others are to be read."""
    reading = parser.add_argument_group("recordings of others, where names do not say what they are")
    reading.add_argument(
        "--columns",
        metavar="t=NAME,ax=NAME,...",
        help="which column is what; places (1, 2, ...) for a file without header",
    )
    reading.add_argument(
        "--units",
        metavar="acceleration=g,...",
        help="acceleration in g, mg, mps2; rotation in dps, mdps, radps; time in s, ms, us, ns, min",
    )
    reading.add_argument("--range-g", metavar="G", help="numbers are raw counts of 16 bits over this range, such as 2")
    reading.add_argument("--range-dps", metavar="DPS", help="the same for the gyroscope, such as 250")
    reading.add_argument("--rate", metavar="HZ", help="there are no times, but so many samples in a second")
    reading.add_argument(
        "--gyroscope", type=Path, metavar="FILE", help="the gyroscope of one recording, where it is a file of its own"
    )
    reading.add_argument(
        "--spread-times", action="store_true", help="spread samples that share a time evenly until the next time"
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a moment like 2026-03-02T09:14:05+01:00, got {text!r}") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, got {text!r}")
    return moment


def export_options(parser: argparse.ArgumentParser) -> None:
    """Where from, where to, and which."""
    parser.epilog = (
        "Snippets are short stretches of raw movement around a mark or an episode. The device keeps them only where"
        " keep_mb is set in [snippets] of its configuration, and every sample only where [recording] is enabled;"
        " neither leaves it by itself. In a CSV, t_s is the"
        " device's own clock since its start; utc_s and utc_iso8601 are empty where that clock was never set"
        " (clock_trust: unknown). All tables are written before the first picture is drawn."
    )
    with_config(parser)
    parser.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help="write a CSV and a picture of each into this folder: PNG, or SVG without vl-convert-python",
    )
    parser.add_argument(
        "--bids", action="store_true", help="write one BIDS dataset into that folder instead, as researchers share them"
    )
    parser.add_argument(
        "--recordings",
        action="store_true",
        help="the raw recordings instead, hour by hour: NPZ files for `easeband analyse`, or runs with --bids",
    )
    parser.add_argument("--day", type=_day, metavar="2026-11-22", help="only what began on one day, UTC")


def _day(text: str) -> str:
    """The beginning of the names of that day's snippets."""
    try:
        return f"{datetime.strptime(text, '%Y-%m-%d').replace(tzinfo=UTC):%Y%m%d}"
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a day like 2026-11-22, got {text!r}") from None


def backup_options(parser: argparse.ArgumentParser) -> None:
    """The options of `easeband backup`."""
    parser.epilog = (
        "The file holds everything that was recorded of a person: keep it as you would keep a medical record. It is"
        " not encrypted. The device goes on recording while it is made, and must be stopped while it is put back."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup, such as /media/stick/band-01.tar.gz")
    parser.add_argument("--restore", action="store_true", help="put it back, instead of making it")
    parser.add_argument(
        "--with-recordings", action="store_true", help="also the raw recordings, which may take gigabytes"
    )
    with_config(parser)
