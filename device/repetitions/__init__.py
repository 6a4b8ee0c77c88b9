"""Counting an exercise: repetitions from how far the limb turned.

Knows turning and hysteresis; must never know the button or the lights. Begin with `counter.py`.
"""
