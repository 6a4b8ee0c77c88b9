"""One module a command: its options, what is called, and the words of its errors.

Knows the command line; must never be imported but by `device.cli`, which loads a module when its command is asked for.
"""
