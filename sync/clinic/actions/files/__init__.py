"""The actions of `easeband clinic` that make files of one patient: the report, and the days for other programs.

Knows options, terminals and exit statuses; must never know what stands in a file.
"""
