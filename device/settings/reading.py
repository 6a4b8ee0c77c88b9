"""Reads the configuration for a program that runs unattended, and tells in the log what is in force.

Knows which values were set and which are defaults; must never show a secret.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from device.settings.broker_files import broker_file_objections
from device.system.config import USES, BadConfig, Config, Program, config_of, config_tables, config_text, is_used

log = logging.getLogger(__name__)

SECRET: Final = re.compile(r"(://[^/@:]*:)[^@]*@")  # the password in a URL


def read_settings(path: Path, program: Program) -> Config:
    """The configuration at `path`, with the files that it names looked at, told in the log. Raises BadConfig."""
    return settings_of(path, config_text(path, program), program)


def settings_of(path: Path, text: str, program: Program) -> Config:
    """The configuration in a text that stands at `path`, told in the log. Raises BadConfig."""
    config = config_of(path, text, program)
    for objection in broker_file_objections(config.broker) if "broker" in USES[program] else ():
        raise BadConfig(f"{path}: {objection}")
    for line in in_force(path, config, text, program):
        log.info("%s", line)
    return config


def in_force(path: Path, config: Config, text: str, program: Program) -> list[str]:
    """What the program goes by: what `path` sets, and what it leaves to the defaults."""
    tables = config_tables(text)
    values = dict(_used(config, program))
    chosen = [name for name in values if _is_set(name, tables)]
    left = [name for name in values if name not in chosen and values[name] != ""]
    return [f"settings of {path}: {_listed(values, chosen)}", f"settings by default: {_listed(values, left)}"]


def _used(config: Config, program: Program) -> Iterator[tuple[str, Any]]:
    for table, names in asdict(config).items():
        yield from ((f"{table}.{name}", value) for name, value in names.items() if is_used(f"{table}.{name}", program))


def _is_set(name: str, tables: Mapping[str, Any]) -> bool:
    table, _, key = name.partition(".")
    return key in tables.get(table, {})


def _listed(values: Mapping[str, Any], names: list[str]) -> str:
    return ", ".join(f"{name} = {_shown(values[name])}" for name in names) or "none"


def _shown(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return SECRET.sub(r"\1***@", text)
