"""Where the clinic itself finds its broker: written beside the configuration, which a person has written.

Knows that file and the names in it; must never know what is in the other files that it names.
"""

import tomllib
from pathlib import Path
from typing import Final

from device.records.decoding import to_json
from device.system.config import CLINIC_BROKER
from device.system.files import UnreadableText, error_in_words, replace_file, toml_text
from sync.clinic.enrolment.keys_folder import AUTHORITY, CLINIC, ClinicFacts, KeysFolder, NoClinic

READABLE: Final = 0o644  # no secret is in it
LONGEST_FILE_BYTES: Final = 1_000_000
NAMES: Final = ("host", "port", "username", "password_file", "ca", "certificate", "key")
HEADING: Final = "# Written by `easeband clinic init`; what easeband.toml says itself wins over it."


def write_own_broker(config: Path, keys: KeysFolder, facts: ClinicFacts) -> None:
    """Beside this configuration. Raises NoClinic."""
    values = {
        "host": "localhost",
        "port": facts.port,
        "ca": str(keys.folder / f"{AUTHORITY}.crt"),
        "certificate": str(keys.folder / f"{CLINIC}.crt"),
        "key": str(keys.folder / f"{CLINIC}.key"),
    }
    lines = [HEADING, "[broker]", *(f"{name} = {to_json(value)}" for name, value in values.items())]
    path = config.absolute().with_name(CLINIC_BROKER)
    try:
        replace_file(path, "".join(f"{line}\n" for line in lines).encode(), READABLE)
        path.chmod(READABLE)  # whatever the umask of root is
    except OSError as error:
        raise NoClinic(f"{path}: {error_in_words(error)}: is this run with sudo?") from error


def lines_in_the_way(config: Path) -> list[str]:
    """What the configuration itself says of a broker; it wins over what is written beside it."""
    try:
        broker = tomllib.loads(toml_text(config, LONGEST_FILE_BYTES)).get("broker", {})
    except (OSError, UnreadableText, ValueError):  # it was read a moment ago
        return []
    return [f"broker.{name}" for name in NAMES if isinstance(broker, dict) and name in broker]
