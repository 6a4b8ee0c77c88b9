"""What happened to a patient that no sensor sees: injections, changed drugs, stimulator settings, visits, notes.

Knows the clinic's table of them and what may stand in it; must never know HTML, MQTT or what a device measured. Begin
with `marker.py`.
"""

from sync.clinic.markers import marker
from sync.clinic.markers.marker import Marker
from sync.clinic.markers.table import ChangedMeanwhile, Markers, NoSuchMarker

__all__ = ["ChangedMeanwhile", "Marker", "Markers", "NoSuchMarker", "marker"]
