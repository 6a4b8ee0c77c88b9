"""What happened in a world, a line each: what people read of a failure. Knows lines and their times alone."""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.world.hub import Hub


@dataclass
class Story:
    """`is_told`: the programs' own logs too, which takes as long as all the rest."""

    hub: Hub
    is_told: bool = False
    lines: list[tuple[float, str, str]] = field(default_factory=list)

    def say(self, who: str, what: str) -> None:
        """One line."""
        self.lines.append((self.hub.now_s, who, what))

    def in_words(self) -> list[str]:
        """Every line with its simulated time."""
        return [f"{_iso(at_s)} {who:<12} {what}" for at_s, who, what in self.lines]


def _iso(utc_s: float) -> str:
    return datetime.fromtimestamp(utc_s, UTC).isoformat(sep=" ", timespec="milliseconds")[:23]


class IntoStory(logging.Handler):
    """What the programs log."""

    def __init__(self, story: Story) -> None:
        super().__init__(logging.INFO)
        self._story = story

    def emit(self, record: logging.LogRecord) -> None:
        story = self._story
        running = story.hub.running
        level = "" if record.levelno < logging.WARNING else f"{record.levelname}: "
        story.say(running.name if running else "world", f"  {level}{record.getMessage()}")
