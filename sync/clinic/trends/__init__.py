"""How a patient has been over weeks: values of days, medians of weeks, the person's own spread, the usual day.

Knows what of a day compares with other days; must never know SQL, HTML or how a chart is drawn. Begin with
`measures.py`.
"""

from sync.clinic.trends import changes, day_exercise, day_losses, day_values, hours, measures, periods, since, weeks

__all__ = ["changes", "day_exercise", "day_losses", "day_values", "hours", "measures", "periods", "since", "weeks"]
