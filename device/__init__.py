"""The program on the limb: analysis, exercise guidance and records. It has hardware and no network."""

__version__ = "0.1.0"
