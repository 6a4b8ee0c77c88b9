"""The machine: clock, configuration, log, files, terminal, systemd.

Knows the operating system; must never know movement. Each module is one part of it and used by its name.
"""
