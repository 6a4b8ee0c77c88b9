"""Numbers, times and kinds of movement in words.

Knows plain English and the field's terms; must never know HTML, SQL or who asks.
"""

from sync.clinic.wording import glossary, heard, language, words

__all__ = ["glossary", "heard", "language", "words"]
