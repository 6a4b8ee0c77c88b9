"""What the therapist's pages say: a day, a patient, the list of patients.

Knows which number comes first and of what it is a share; must never know HTML, SQL or MQTT. Begin with `patients.py`
and `day.py`.
"""
