"""The records that days are sent as, once more in a file of their own beside the database.

Must never know SQL, or what a record is for.
"""

import json
import logging
from pathlib import Path

from device.system.files import replace_file
from sync.uplink.sync_db.rows import MOST_SYNC_BYTES, MOST_SYNC_ROWS, Branches, sum_of_row, summed

AGAIN = ".branches"  # beside it, the records of days once more

log = logging.getLogger(__name__)


def write_again(path: Path, branches: Branches) -> None:
    """Receipts come again where sync.db is lost; that a day is sent as a record of its own nobody else knows."""
    rows = [summed(*key, branch) for key, branch in sorted(branches.items())]
    try:
        replace_file(path.with_name(path.name + AGAIN), json.dumps(rows).encode())
    except OSError as problem:
        log.error("%s is without its second copy of the records of days: %s", path, problem)


def written_again(path: Path) -> Branches:
    """As far as it is as it was written; nothing of a file that is none of ours."""
    try:
        with path.with_name(path.name + AGAIN).open("rb") as file:
            rows = json.loads(file.read(MOST_SYNC_BYTES))
        return {(row[0], row[1]): row[2] for row in rows if _is_row_of_ours(row)}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, RecursionError) as problem:
        log.error("the second copy of the records of days beside %s cannot be read: %s", path, problem)
        return {}


def _is_row_of_ours(row: object) -> bool:
    """Also where the sum fits: what SQLite cannot keep would end the program at each start."""
    match row:
        case [str(store), str(day), int(branch), int(kept)]:
            return (
                store.isascii()
                and day.isascii()
                and 0 < branch <= MOST_SYNC_ROWS
                and kept == sum_of_row(store, day, branch)
            )
    return False


def furthest(*several: Branches) -> Branches:
    """The last record of each day that any of them knows."""
    found = Branches()
    for key, branch in (item for branches in several for item in branches.items()):
        found[key] = max(branch, found.get(key, 0))
    return found
