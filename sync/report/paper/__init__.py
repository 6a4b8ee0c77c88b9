"""The report on paper: a PDF of exactly one page A4, and the command that makes it on the device.

Knows the typesetter, files and the device's database; must never know what stands on the page.
"""

from sync.report.paper.typesetting import MissingTypesetter, report_pdf

__all__ = ["MissingTypesetter", "report_pdf"]
