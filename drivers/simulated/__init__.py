"""A chip, a bus and a panel without hardware, below smbus2 and gpiozero: all of our code runs above them.

Knows what the real parts would answer, broken ones too; must never know who asks. Begin with `chip.py` for the sensor,
`kernel.py` for the bus that it is on.
"""
