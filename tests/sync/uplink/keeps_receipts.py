"""A program that keeps receipts in the database it is given until it is killed, and says each revision that is kept.

Knows the database of sync; must never know when it is killed.
"""

import sys
from pathlib import Path

from sync.uplink.sync_db import SyncDb
from sync.wire.messages import Receipt

MOST = 10**9

if __name__ == "__main__":
    with SyncDb(Path(sys.argv[1])) as database:
        for revision in range(int(sys.argv[2]), MOST):
            database.keep([Receipt(1, "left-arm", f"2026-11-{day:02d}", "one", revision) for day in range(1, 21)], 0.0)
            print(revision, flush=True)
