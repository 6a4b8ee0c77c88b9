"""Home Assistant's own schemas over what a device tells it, in Home Assistant's own Python.

Knows the package `homeassistant`; must never know how the message is made. Reads the message from standard input and
says how many entities it holds and which schemas took them: `device` only in versions that have one (2024.12).
"""

import importlib
import json
import sys
from typing import Any

MQTT = "homeassistant.components.mqtt"
CAME_WITH_DEVICES = {"options"}  # words that versions before 2024.12 drop


def check_entities(components: dict[str, dict[str, Any]], *, has_devices: bool) -> None:
    """Raise voluptuous.Invalid unless each entity passes; these schemas drop unknown words, so none may be dropped."""
    may_drop = set() if has_devices else CAME_WITH_DEVICES
    for name, component in components.items():
        words = {key: value for key, value in component.items() if key != "platform"}
        taken = importlib.import_module(f"{MQTT}.{component['platform']}").DISCOVERY_SCHEMA(words)
        dropped = set(words) - set(taken) - may_drop
        if dropped:
            raise ValueError(f"{name}: expected only words that Home Assistant takes, got {sorted(dropped)}")


def check_device(message: dict[str, Any]) -> bool:
    """Whether this version has a schema for whole devices, which then has passed."""
    try:
        schemas = importlib.import_module(f"{MQTT}.schemas")
    except ModuleNotFoundError:  # the versions before there were devices
        return False
    schemas.DEVICE_DISCOVERY_SCHEMA(message)
    return True


if __name__ == "__main__":
    read = json.load(sys.stdin)
    has_devices = check_device(read)
    check_entities(read["components"], has_devices=has_devices)
    version = importlib.import_module("homeassistant.const").__version__
    print(f"Home Assistant {version}: {len(read['components'])} entities, device schema: {has_devices}")
