"""How a device gets its certificate, and the next one: asked for, looked at, and put in place.

Knows files, letters and connections; must never know days, sensors or the clinic's end. Begin with `pair.py`.
"""
