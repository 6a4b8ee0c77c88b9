"""The pages on which a programme is written, looked at and sent, over HTTP.

Knows addresses, forms and who asks; must never know SQL, keys, or what may be prescribed. Begin with `desk.py`.
"""

from sync.clinic.programme_pages.desk import programme_pages

__all__ = ["programme_pages"]
