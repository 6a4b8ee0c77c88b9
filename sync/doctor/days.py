"""Which days are on the card and which of them the clinic has, read beside the programs that write both files.

Knows both databases' reading ends; must never change them, nor know what is in a day.
"""

import os
from contextlib import closing
from pathlib import Path
from typing import Final

from device.examination import WITH_SUDO
from device.health.checks import Check, delivery, not_checked
from device.health.checks.delivery import ReceiptsSeen
from device.records.calendar import place
from device.store import DeviceReader, StoreMissing, StoreUnusable
from device.system.clock import SystemClock
from device.system.config import Config
from sync.uplink.receipts import record_of
from sync.uplink.sync_db import ReceiptsUnreadable, kept_receipts

CANNOT_LOOK: Final = (StoreMissing, StoreUnusable, ReceiptsUnreadable, OSError)


def receipts_check(config: Config, clock: SystemClock) -> Check:
    """Whether the clinic has what was recorded before today."""
    sync_db = Path(config.files.sync)
    if not os.access(sync_db.parent, os.X_OK):
        return not_checked("receipts", f"this user may not look into {sync_db.parent}", WITH_SUDO)
    try:
        return delivery.receipts(receipts_seen(config, clock))
    except CANNOT_LOOK as error:
        return not_checked("receipts", str(error))


def receipts_seen(config: Config, clock: SystemClock) -> ReceiptsSeen:
    """The days that are over, and what the clinic said of them. Raises CANNOT_LOOK."""
    with closing(DeviceReader(Path(config.files.device))) as reader:
        store, days = reader.store_id(), dict(reader.days())
    rows, branches = kept_receipts(Path(config.files.sync))
    today = place(clock.monotonic_s(), clock.dating()).day
    has = {day: rows.get((record_of(store, branches.get((store, day), 0)), day), (0, 0.0)) for day in days}
    over = [day for day in days if day < today]
    waiting = tuple(day for day in over if has[day][0] < days[day])
    last_utc_s = max((received for revision, received in has.values() if revision), default=None)
    return ReceiptsSeen(len(over), waiting, last_utc_s)
