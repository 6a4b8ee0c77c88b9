"""The printable card for patients: every light, every press and what is prescribed, on one page.

Knows paper, pictures and languages; must never know pins, samples or files of the device. Begin with `page.py`; the
light table that it draws is the one that drives the lights.
"""

from device.card.languages import LANGUAGES, MissingPart, UnknownLanguage, texts_in, texts_of
from device.card.page import card_svg

__all__ = ["LANGUAGES", "MissingPart", "UnknownLanguage", "card_svg", "texts_in", "texts_of"]
