"""Days as files that other programs read: a table, FHIR, and data points of IEEE 1752.1.

Knows formats of others; must never know where days come from or where a file goes. No file holds a name: people are the
pseudonym of their device.
"""

from sync.report.exports.days_csv import days_csv
from sync.report.exports.fhir import fhir_bundle
from sync.report.exports.open_mhealth import data_points

__all__ = ["data_points", "days_csv", "fhir_bundle"]
