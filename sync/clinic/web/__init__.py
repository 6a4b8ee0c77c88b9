"""The pages over HTTP.

Knows the web framework, the templates and headers; must never know SQL, MQTT or how a number becomes words. Begin with
`app.py`.
"""

from sync.clinic.web.address import CannotListen
from sync.clinic.web.app import make_app
from sync.clinic.web.server import PagesEnded, served

__all__ = ["CannotListen", "PagesEnded", "make_app", "served"]
