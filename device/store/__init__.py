"""device.db, and the files beside it.

Knows SQL, JSON and what a power cut may do; must never know what a record means. `writer.py` writes, `reader.py` reads,
`ledger.py` keeps what waits to be written; `steady.py` moves a damaged file aside, `salvage.py` copies what is left of
it, `check.py` looks for damage; `versions.py` keeps small values in files beside it.
"""

from device.store.file import StoreMissing, StoreUnusable
from device.store.ledger import Ledger
from device.store.reader import DeviceReader
from device.store.steady import open_store

__all__ = ["DeviceReader", "Ledger", "StoreMissing", "StoreUnusable", "baselines", "open_store", "versions"]
