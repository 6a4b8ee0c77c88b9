"""Commands by which a band is fitted to its sensor and its wearer: calibration, neutral positions, mounting.

Knows what a person is asked to do; must never be imported but by `device.cli`.
"""
