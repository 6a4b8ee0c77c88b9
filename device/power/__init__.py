"""Saving power: how the program that sets governor, cores, HDMI and LEDs tells the others. Who sets them: `tuning`.

Knows a file and its words; must never know what is wanted, nor set anything.
"""

from device.power import told

__all__ = ["told"]
