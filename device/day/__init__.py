"""The day document: what is said of one local day, derived from facts alone.

Knows how facts add up to a day; must never know where they come from or where the document goes. `derivation.py` makes
what `document.py` describes; `neighbours.py` says which facts of other days it takes for that; `wear_time.py`
what counts as not worn; `contradictions.py` says what no document may hold, at both ends of the line.
"""

from device.day import document, neighbours, wear_time
from device.day.contradictions import contradictions
from device.day.derivation import DERIVATION, day_document

__all__ = ["DERIVATION", "contradictions", "day_document", "document", "neighbours", "wear_time"]
