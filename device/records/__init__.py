"""The facts: what the device records of a limb, and the values that other packages share with it.

Knows minutes, episodes, gaps, marks, sets, their dates and one person's own values; must never know SQL, MQTT or
sensors. Begin with `facts.py`.
"""

# Not imported here: the help of a command needs names and places, and nothing that decodes.
__all__ = [
    "calendar",
    "decoding",
    "facts",
    "faults",
    "histograms",
    "limb_axes",
    "newer_words",
    "person",
    "pseudonyms",
    "sites",
    "tilts",
    "turn_sums",
]
