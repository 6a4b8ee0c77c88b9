"""The therapist's charts, and the sentences that say the same.

Knows axes, lanes and marks; must never know HTML, SQL or MQTT. Begin with `day.py`.
"""
