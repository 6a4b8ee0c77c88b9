"""Files of others: recordings as CSV or NPZ become samples, or a message that says what is wrong with them.

Knows file formats, units and times out of order; must never know what the samples show. Begin with `files.py`.
"""
