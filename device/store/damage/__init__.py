"""What becomes of a damaged device.db: it is moved aside, its readable records are copied, and the new one is checked.

Knows SQLite's files and what makes a row whole; must never know what a record means. Begin with `steady.py`, the store
that is always there; `salvage.py` copies what `remains.py` still reads of a file and what `pages.py` finds in its bare
pages, `journal.py` says whether its journal is whole, `aside.py` which files are kept, `check.py` looks for damage.
"""

from device.store.damage.aside import files_aside, files_of_aside, free_name_aside, move_aside
from device.store.damage.steady import open_store

__all__ = ["files_aside", "files_of_aside", "free_name_aside", "move_aside", "open_store"]
