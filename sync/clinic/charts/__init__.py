"""What the therapist's charts are given and how their pictures are kept, and the sentences that say the same.

Knows shapes, colours and values; must never know how a chart is drawn, HTML, SQL or MQTT. Begin with `drawings.py`.
"""

from sync.clinic.charts import colours, day_points, drawings, pictures, shapes
from sync.clinic.charts.day import amplitude_sentence, day_sentence

__all__ = ["amplitude_sentence", "colours", "day_points", "day_sentence", "drawings", "pictures", "shapes"]
