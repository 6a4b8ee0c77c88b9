"""What the page of one patient says of weeks: comparisons, trends, the usual day, exercise, what was entered.

Knows which words and charts belong to a period of one patient; must never know HTML, SQL or HTTP. Begin with `page.py`.
"""

from sync.clinic.patient.drawing import CHART_SHAPES, NoSuchChart, chart_drawing, chart_key
from sync.clinic.patient.look import PatientLook
from sync.clinic.patient.looking import Looking, WantedLook
from sync.clinic.patient.page import CoursePage, course_page
from sync.clinic.patient.recent_week import LastHeard
from sync.clinic.patient.telling import told_today

__all__ = [
    "CHART_SHAPES",
    "CoursePage",
    "LastHeard",
    "Looking",
    "NoSuchChart",
    "PatientLook",
    "WantedLook",
    "chart_drawing",
    "chart_key",
    "course_page",
    "told_today",
]
