"""The device's end of the wire: what is to be sent, when, and what the clinic has received.

Knows revisions and receipts; must never know hardware, or how a clinic stores a day. Begin with `uploader.py`.
"""
