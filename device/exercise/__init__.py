"""The guided exercise: from the button to the three lights.

Knows taps, states and brightness; must never know pins, signals or SQL. Begin with `coach.py`; what the lights say is
in `light_language.py`, how a press is read in `button.py`.
"""
