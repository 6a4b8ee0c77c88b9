"""The clinic's end of the wire, and the therapist's pages.

Knows patients by their devices; must never know a device's files or hardware. `collector.py` receives, `database`
keeps, `pages` and `charts` say what a day shows, `site` has an address for each, `web` serves them.
"""
