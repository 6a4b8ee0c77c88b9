"""The whole line on one computer: a simulated limb, a broker, sync, the clinic and its page.

Knows which program is started with which file; must never know what any of them does. Begin with `run.py`.
"""
