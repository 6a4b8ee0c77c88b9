"""device.db, and the files beside it.

Knows SQL, JSON and what a power cut may do; must never know what a record means. `writer.py` writes, `reader.py` reads,
`ledger.py` keeps what waits to be written.
"""
