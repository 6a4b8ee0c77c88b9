"""Commands for what was recorded: analysed, exported, copied and put back.

Knows files and the words about them; must never be imported but by `device.cli`.
"""
