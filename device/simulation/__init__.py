"""The bench for work without hardware: people, limbs and recordings that move a simulated sensor.

Knows the driver's simulated parts and the program's real ones; must never be loaded by the device itself. Begin with
`bench.py`.
"""
