"""The day document: what is said of one local day, derived from facts alone.

Knows how facts add up to a day; must never know where they come from or where the document goes. `derivation.py` makes
what `document.py` describes.
"""

from device.day import confirmation, document, wear_time
from device.day.derivation import DERIVATION, day_document

__all__ = ["DERIVATION", "confirmation", "day_document", "document", "wear_time"]
