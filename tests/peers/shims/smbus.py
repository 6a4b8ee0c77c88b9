"""Stands for the package smbus: smbus2 offers the same class in Python, above the system calls that can be simulated.

It knows nothing but that name; it must never change what smbus2 does.
"""

from smbus2 import SMBus

__all__ = ["SMBus"]
