"""The pages over HTTP.

Knows the web framework, the templates and headers; must never know which pages there are of patients, SQL or MQTT.
Begin with `app.py`.
"""

from sync.clinic.web import answers, app, chart_style, gate, visitor
from sync.clinic.web.address import CannotListen
from sync.clinic.web.keeping import kept_pages
from sync.clinic.web.server import served
from sync.clinic.web.visitor import Front

__all__ = ["CannotListen", "Front", "answers", "app", "chart_style", "gate", "kept_pages", "served", "visitor"]
