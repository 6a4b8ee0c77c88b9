"""Numbers, times and kinds of movement in words.

Knows plain English and the field's terms; must never know HTML, SQL or who asks.
"""

# Not imported here: what only names a choice needs `language` alone.
__all__ = ["glossary", "heard", "language", "words"]
