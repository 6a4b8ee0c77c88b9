"""The program on the limb: analysis, exercise guidance and records. It has hardware and no network.

Which package knows what, and where to find it: `device/README.md`.
"""

__version__ = "0.1.0"
