"""Pictures of recordings and snippets.

Knows colours, axes and drawing; must never know how what they show was measured. Import its modules, not the package:
each loads chart libraries that not every user has.
"""
