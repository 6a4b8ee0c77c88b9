"""What the parts of a check-up are called on a form. Knows words for people; must never know forms or HTML."""

from typing import Final

from device.programme import items
from device.programme.words import PARTS_IN_WORDS

PART_LABELS: Final = tuple(
    (part, PARTS_IN_WORDS[part].replace("{midline_s:g} s", "as long as below")) for part in items.STAGES
)
