"""What is said on the sensor's bus: written to a file, read back, played again, put into words.

Knows transfers and the file's format; must never know what a movement means. Begin with `log_format.py`.
"""

from drivers.bus_log import log_format
from drivers.bus_log.player import Differs, LogOver, Player
from drivers.bus_log.recorder import Recorder
from drivers.bus_log.traffic import Traffic, with_gyroscope
from drivers.bus_log.words import row, summary

__all__ = ["Differs", "LogOver", "Player", "Recorder", "Traffic", "log_format", "row", "summary", "with_gyroscope"]
