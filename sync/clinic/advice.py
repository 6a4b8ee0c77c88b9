"""What to do about what a database said. Knows the words of SQLite and PostgreSQL; must never know SQL or who asked."""

from typing import Final

ADVICE: Final = (  # words of the database, and what helps
    ("is full", "make room on its disk"),
    ("no space left", "make room on its disk"),
    ("readonly", "let this user write to the file and its folder"),
    ("locked", "end the other program that holds it"),
    ("not a database", "expected a clinic database or none yet, choose another file"),
    ("malformed", "the file is damaged, put the last backup in its place"),
    ("unable to open", "check that its folder is there and this user may write in it"),
)
OTHERWISE: Final = "check that the database runs, can be reached and was changed by no other program"


def advice(said: str) -> str:
    """What to do, in words that end a sentence."""
    return next((helps for words, helps in ADVICE if words in said.lower()), OTHERWISE)


def path_advice(problem: OSError) -> str:
    """What to do about a database file that cannot be made."""
    if isinstance(problem, FileNotFoundError):
        return "its folder does not exist, make it or correct the path"
    if isinstance(problem, PermissionError):
        return "let this user write there, or choose another path"
    return "check the path"
