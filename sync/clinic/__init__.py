"""The clinic end: collector, database, charts and web pages. Runs on the clinic's machine, not on the device."""
