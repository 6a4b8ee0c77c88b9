"""`easeband doctor`: looks at every part of the device, and names one thing to do for each fault.

Knows the command's options and how checks are printed; must never know how anything is looked at.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from device.health.checks import Check, exit_status
from device.system.command import unprinted
from device.system.log import start_log

COMMAND: Final = "doctor"
MARKS: Final = {"good": "  ok ", "fault": "FAULT", "not checked": "  ?  ", "left out": "  -  "}
MARGIN: Final = 7  # mark and blanks before a name


def run(arguments: argparse.Namespace) -> int:
    """Look, print, and return the exit status."""
    from device.examination import examine  # noqa: PLC0415 - loads numpy, which --help does not need
    from sync.doctor.delivery import delivery_checks  # noqa: PLC0415 - loads the MQTT client, likewise

    start_log(COMMAND, "warning")
    checks = [*examine(arguments.config), *delivery_checks(arguments.config)]
    try:
        print(as_json(checks) if arguments.json else "\n".join(as_lines(checks)), flush=True)
    except OSError as error:
        return unprinted(COMMAND, error)
    return exit_status(checks)


def as_lines(checks: Sequence[Check]) -> Iterator[str]:
    """A line for each check, two more below a fault, and the sum at the end."""
    width = max(len(check.name) for check in checks) + 2
    for check in checks:
        yield from _lines(check, width)
    yield ""
    yield _sum(checks)


def _lines(check: Check, width: int) -> Iterator[str]:
    said = check.seen if is_seen(check) else f"not checked: {check.seen}"
    yield f"{MARKS[check.outcome]}  {check.name:<{width}}{said}"
    below = {
        "expected: ": check.expected,
        "the right light, after a press: ": f"{check.blinks} blinks" if check.blinks else "",
        "to do: ": check.to_do,
    }
    yield from (f"{'':<{width + MARGIN}}{what}{text}" for what, text in below.items() if text)


def is_seen(check: Check) -> bool:
    """Whether it was looked at."""
    return check.outcome in ("good", "fault")


def _sum(checks: Iterable[Check]) -> str:
    counted = Counter(check.outcome for check in checks)
    faults = "1 fault" if counted["fault"] == 1 else f"{counted['fault']} faults"
    unseen = counted["not checked"] + counted["left out"]
    return f"{counted['good']} good, {faults}, {unseen} not checked"


def as_json(checks: Sequence[Check]) -> str:
    """One object: the exit status and every check."""
    listed = [
        {
            "name": check.name,
            "outcome": check.outcome,
            "seen": check.seen,
            "expected": check.expected or None,
            "to_do": check.to_do or None,
            "part": check.part or None,
            "blinks": check.blinks,
        }
        for check in checks
    ]
    return json.dumps({"version": 1, "status": exit_status(checks), "checks": listed}, indent=1, ensure_ascii=False)
