"""Many days of one patient at once, for trends: each read as far as trends need it, and remembered.

Knows the clinic's tables of days and documents; must never know HTML, or what is made of the numbers. Begin with
`reading_days.py`.
"""

from sync.clinic.course.reading_days import Courses, SeenDays

__all__ = ["Courses", "SeenDays"]
