"""One page about some days of one person, to be printed and handed over: with a clinic, and without any.

Knows what stands on the page, from day documents alone; must never know where those come from, how a page is
typeset, or what time it is. Begin with `page.py`.
"""

from sync.report.days import DAY_COLUMNS
from sync.report.one_line import one_line
from sync.report.page import ReportPage, ReportSubject, report_page

__all__ = [
    "DAY_COLUMNS",
    "ReportPage",
    "ReportSubject",
    "one_line",
    "report_page",
]
