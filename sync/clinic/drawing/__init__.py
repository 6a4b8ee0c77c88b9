"""Charts as Vega-Lite specifications, made by Altair, and nothing but that: the renderer's process alone loads it.

Knows axes, lanes and marks; must never know HTML, SQL or MQTT. Begin with `drawn.py`. No door: importing the package
loads nothing.
"""
