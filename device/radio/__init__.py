"""Wi-Fi in windows: how the programs tell each other, and when who sends rests. Who moves the switch: `keeping`.

Knows files and moments; must never know what is sent. Sync, whose memory is small, needs this much of it alone.
"""

from device.radio import told
from device.radio.rest import RadioRest

__all__ = ["RadioRest", "told"]
