"""What is done at the clinic once in a while, from a terminal: one module an action of `easeband clinic`.

Knows options and words; must never know how it is done. `sync/clinic/run.py` names them all.
"""
