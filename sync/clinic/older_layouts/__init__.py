"""What layouts of the database from before this one stored is brought to it, some at a time, beside all other work.

Knows how older programs kept days; must never know when there is time for a step, or who sees what of it. Begin with
`layout_steps.py`.
"""

from sync.clinic.older_layouts.layout_steps import OlderLayouts

__all__ = ["OlderLayouts"]
