"""The MPU-6050 and its relatives: configured, emptied, tested.

Knows registers, counts and frames under the data sheet's names; must never know what a movement means. Begin with
`chip.py`; `registers.py` and `models.py` are its tables, `frames.py` turns bytes into values.
"""
