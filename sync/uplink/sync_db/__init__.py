"""The sync process's own database: which revision of which day was sent, and which the clinic has committed.

Knows SQLite, and that losing the file loses nothing: receipts come again, and which records days are sent as stands
in a second file too; must never know brokers, nor what is in a day. Begin with `kept.py`.
"""

from sync.uplink.sync_db.file import ReceiptsUnreadable, kept_receipts
from sync.uplink.sync_db.kept import SyncDb

__all__ = ["ReceiptsUnreadable", "SyncDb", "kept_receipts"]
