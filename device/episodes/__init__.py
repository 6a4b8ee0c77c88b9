"""What seconds add up to: movement episodes of five kinds.

Knows when an episode begins and ends; must never know how a second was judged. `rhythmic.py` follows tremor,
`kinds.py` the four other kinds.
"""
