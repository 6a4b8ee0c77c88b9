"""What the page of one patient says of weeks: comparisons, trends, the usual day, exercise, what was entered.

Knows which words and charts belong to a period of one patient; must never know HTML, SQL or HTTP. Begin with `page.py`.
"""

from sync.clinic.patient.cycle_page import injections_section
from sync.clinic.patient.drawing import CHART_SHAPES, NoSuchChart, chart_drawing, chart_key
from sync.clinic.patient.look import PatientLook, first_day_needed
from sync.clinic.patient.page import CoursePage, course_page

__all__ = [
    "CHART_SHAPES",
    "CoursePage",
    "NoSuchChart",
    "PatientLook",
    "chart_drawing",
    "chart_key",
    "course_page",
    "first_day_needed",
    "injections_section",
]
