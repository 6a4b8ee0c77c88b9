"""The configuration that a device last ran with, kept so that a refused one does not stop the measuring.

Knows the file, its copy, and when to look again; must never know what is measured.
"""

import logging
import os
from pathlib import Path
from typing import Final
from zlib import crc32

from device.health import PartState
from device.settings.reading import settings_of
from device.system.clock import Clock
from device.system.config import BadConfig, Config, Program, config_of, config_text, text_alone
from device.system.files import replace_file

log = logging.getLogger(__name__)

COPY: Final = "last-good.toml"
SEAL: Final = "# The last configuration that could be used, kept by easeband run. CRC-32 of what follows: "
EARLIER_SEAL: Final = "# The last configuration that could be used, kept by easeband run. SHA-256 of what follows: "
PROBLEM_LOOK_S: Final = 10.0  # ours: whoever corrects the file waits so long for the fault light to go out


def state_folder() -> Path | None:
    """The folder that systemd gives a service to keep its state in; None for somebody at a terminal."""
    folders = os.environ.get("STATE_DIRECTORY", "")
    return Path(folders.partition(":")[0]) if folders else None


class KeptConfiguration:
    """The configuration at `path`, or else the copy in `folder` of the last one that was good."""

    def __init__(self, path: Path, program: Program, folder: Path, clock: Clock) -> None:
        self._path, self._copy, self._program, self._clock = path, folder / COPY, program, clock
        self._problem, self._instead = "", ""
        self._next_look_s = clock.monotonic_s()

    def read(self) -> Config | None:
        """What to run by: the file's, else that of the copy; None without either. The log says why."""
        self._next_look_s = self._clock.monotonic_s() + PROBLEM_LOOK_S
        try:
            text = config_text(self._path, self._program)
            config = settings_of(self._path, text, self._program)
        except BadConfig as error:
            return self._last_good(str(error))
        self._problem = ""
        self._keep(text)
        return config

    def corrected(self) -> bool:
        """Whether a configuration that was refused can be used now, looked at every ten seconds; if not, why not."""
        if not self._problem or self._clock.monotonic_s() < self._next_look_s:
            return False
        self._next_look_s = self._clock.monotonic_s() + PROBLEM_LOOK_S
        try:
            config_of(self._path, config_text(self._path, self._program), self._program)
        except BadConfig as error:
            self._tell(f"{self._instead}: {error}")
            return False
        return True

    def states(self) -> list[PartState]:
        """Whether the file is followed, or why not and what is followed instead."""
        text = _without_names(self._problem) or f"{self._path} is followed"
        return [PartState("configuration", works=not self._problem, text=text)]

    def _last_good(self, refused: str) -> Config | None:
        try:
            config = settings_of(self._copy, _unsealed(self._copy), self._program)
        except BadConfig as error:
            log.info("there is no earlier configuration to go on with: %s", error)
            self._instead = "nothing is measured until it is right"
            self._tell(f"{self._instead}: {refused}")
            return None
        self._instead = f"the last good one is followed, {self._copy}"
        self._tell(f"{self._instead}: {refused}")
        return config

    def _tell(self, problem: str) -> None:
        if problem != self._problem:
            log.error("configuration: %s", problem)
        self._problem = problem

    def _keep(self, text: str) -> None:
        """For the next start. Where it cannot be kept, that is no reason not to measure now."""
        try:
            content = _sealed(text).encode()
            if not self._copy.is_file() or self._copy.read_bytes() != content:
                replace_file(self._copy, content)
        except OSError as error:
            log.warning("the configuration cannot be kept for worse days: %s: %s", self._copy, error.strerror)


def _sealed(text: str) -> str:
    """With a checksum in a comment at its top: a flipped bit would be followed as if somebody had set it."""
    return f"{SEAL}{crc32(text.encode()):08x}\n{text}"


def _sealed_before(text: str) -> str:
    """As earlier firmware did, with the 4 MB of memory that it takes to load OpenSSL."""
    from hashlib import sha256  # noqa: PLC0415 - see above

    return f"{EARLIER_SEAL}{sha256(text.encode()).hexdigest()}\n{text}"


def _unsealed(copy: Path) -> str:
    """The text of a copy that is as it was written. Raises BadConfig."""
    text = text_alone(copy)
    sealed = _sealed_before if text.startswith(EARLIER_SEAL) else _sealed
    if text != sealed(text.partition("\n")[2]):
        raise BadConfig(f"{copy}: its checksum does not fit: it was changed on the card")
    return text


def _without_names(problem: str) -> str:
    """States are sent to the clinic's broker: a person's name, taken for a pseudonym, stays in the log."""
    return problem.partition(", got ")[0] if "device.id" in problem else problem
