"""Where log lines go and how they look. Knows the standard library's logging; must never know what is logged."""

import logging
import os
import sys
from typing import ClassVar

LEVELS = ("debug", "info", "warning", "error")


def start_log(program: str, level: str = "info") -> None:
    """Write log lines to stderr: with the journal's `<N>` levels under systemd, for people everywhere else."""
    handler = logging.StreamHandler(sys.stderr)
    plain = logging.Formatter(f"%(asctime)s {program} %(levelname)s: %(message)s", "%H:%M:%S")
    handler.setFormatter(ForJournal("%(message)s") if "JOURNAL_STREAM" in os.environ else plain)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


class ForJournal(logging.Formatter):
    """One line, preceded by syslog's level in angle brackets, as sd-daemon(3) asks."""

    SYSLOG: ClassVar = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}

    def format(self, record: logging.LogRecord) -> str:
        """The line for the journal; a line break would lose the level, so there is none."""
        return f"<{self.SYSLOG.get(record.levelno, 5)}>" + super().format(record).replace("\n", " | ")
