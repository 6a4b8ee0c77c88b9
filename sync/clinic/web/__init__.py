"""The pages over HTTP.

Knows the web framework, the templates and headers; must never know SQL, MQTT or how a number becomes words. Begin with
`app.py`.
"""
