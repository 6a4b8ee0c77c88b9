"""From the bus to dated, corrected samples.

Knows the driver, clocks and calibration; must never know what samples mean. Begin with `sensing.py`.
"""
