"""The wire: one I2C bus through smbus2, and the seam below it.

Knows system calls, addresses and bytes; must never know which chip is at the other end. Begin with `bus.py`; a
recorder, a player or the simulated kernel is put below smbus2 at `tap.py`.
"""
