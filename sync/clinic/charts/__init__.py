"""The therapist's charts, and the sentences that say the same.

Knows axes, lanes and marks; must never know HTML, SQL or MQTT. Begin with `day.py`.
"""

from sync.clinic.charts import cycles, day_points, drawings, pictures, trend, usual_day
from sync.clinic.charts.day import amplitude_sentence, day_sentence

__all__ = ["amplitude_sentence", "cycles", "day_points", "day_sentence", "drawings", "pictures", "trend", "usual_day"]
