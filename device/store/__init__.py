"""device.db, and the files beside it.

Knows SQL, JSON and what a power cut may do; must never know what a record means. `writer.py` writes, `reader.py` reads,
`ledger.py` keeps what waits to be written, and `waiting.py` holds it for the next start after a kill; `versions.py`
keeps small values in files beside it, `inbox.py` a message that came over the network. `boots`, `file`, `rows` and
`writer` are named at this door for `device.store.damage`, which looks after a damaged file.
"""

from device.store.file import StoreMissing, StoreUnusable
from device.store.ledger import Ledger
from device.store.reader import DeviceReader
from device.store.waiting import WaitingFile, newest_utc_s, waiting_beside

__all__ = [
    "DeviceReader",
    "Ledger",
    "StoreMissing",
    "StoreUnusable",
    "WaitingFile",
    "baselines",
    "boots",
    "copying",
    "file",
    "inbox",
    "newest_utc_s",
    "rows",
    "versions",
    "waiting_beside",
    "writer",
]
