"""What a person may choose among: kinds of marker, roles, files, how many days. For pages, files and command lines.

Knows the words and numbers; must never know what comes of a choice. The door loads none of them.
"""

__all__ = ["clinic", "days"]
