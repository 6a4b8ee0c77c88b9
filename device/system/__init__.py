"""The machine: clock, configuration, log, files, terminal, systemd, how a command ends.

Knows the operating system; must never know movement. Each module is one part of it and used by its name.
"""

# Not imported here: sync, which has little memory, uses half of them.
__all__ = [
    "arguments",
    "clock",
    "command",
    "config",
    "config_rules",
    "files",
    "lock",
    "log",
    "stopping",
    "systemd",
    "terminal",
    "time_zone",
]
