"""A programme written on a page: the fields, what is wrong with them, what it will look like, and what was sent before.

Knows forms as names and texts, and lets the device's own code judge and rehearse; must never know HTTP, HTML or a rule
about exercise of its own. Begin with `fields.py`; `judging.py` says whether a form is a programme.
"""

from sync.clinic.editor import fault_words, fields, filled, form_page, history, judging, preview

__all__ = ["fault_words", "fields", "filled", "form_page", "history", "judging", "preview"]
