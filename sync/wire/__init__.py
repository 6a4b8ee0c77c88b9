"""What travels between device and clinic, the same at both ends.

Knows topics, JSON payloads, MQTT and what a broker answers; must never know a database, a page or a sensor. Begin with
`messages.py`; `mqtt.py` is the one connection. Nothing is loaded by this door alone: few need Home Assistant's words.
"""

__all__ = [
    "client",
    "headlines",
    "home_assistant",
    "i_json",
    "messages",
    "mqtt",
    "packing",
    "reasons",
    "thinning",
    "two_lanes",
    "waiting",
]
