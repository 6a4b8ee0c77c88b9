"""Names of columns and units as files of others have them, what a person says of them, and what is read by that.

Knows words and units; must never know how a file is read, nor guess from its numbers. Begin with `columns.py`.
"""

__all__ = ["asked", "bad", "columns", "names", "refusals"]
