"""The device's parts put together, and the loop that runs them.

Knows ports, the order of steps and how often each is due; must never know what a step decides. Begin with `loop.py`;
`parts.py` builds it.
"""
