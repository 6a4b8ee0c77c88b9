"""The pages of patients over HTTP: the list, one patient, a day, what is entered, files, and who looked at them.

Knows which page stands at which address; must never know SQL, MQTT or how a number becomes words. Begin with `app.py`.
"""

from sync.clinic.site import app
from sync.clinic.site.app import make_app

__all__ = ["app", "make_app"]
