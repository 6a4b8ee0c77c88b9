"""How many days, from when on, and how often one goes out.

Knows numbers; must never know which days there are.
"""

from typing import Final

DAY_EVERY_S: Final = 900.0  # ours: a therapist sees a quarter-hour of the day once it is over
USUAL_REPORT_DAYS, MOST_REPORT_DAYS = 14, 28  # as glucose profiles do; four weeks of lines fit
FIRST_YEAR_SHOWN: Final = 2000  # ours: before any device; before the year 1 there are no dates
