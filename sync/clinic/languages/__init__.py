"""The languages that pages can be said in: their catalogues, and which one somebody gets.

Knows .po files and what browsers ask for; must never know what a text says, or who asks. Begin with `catalogues.py`.
"""

from sync.clinic.languages.asked import language_asked
from sync.clinic.languages.catalogues import PAGE_LANGUAGES, language_of, languages

__all__ = ["PAGE_LANGUAGES", "language_asked", "language_of", "languages"]
