"""The whole line under one seed: device records to clinic pages in one process, on one simulated clock.

Begin with `world.py`. What is real and what is simulated, and how a failure is done again: README.md.
"""
