"""The clinic end: database, charts and pages."""
