"""`easeband doctor` and `easeband status`: the whole device looked at by a person, hardware and network alike.

Knows what to look at and how it is told; must never know what is good, which `device.health.checks` judges. Begin with
`doctor.py`; each command's module is loaded when it is asked for.
"""
