"""What is said on the sensor's bus: written to a file, read back, played again, put into words.

Knows transfers and the file's format; must never know what a movement means. Begin with `format.py`.
"""
