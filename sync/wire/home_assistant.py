"""Home Assistant's discovery of a device: one retained message that says which entities `up/today` and `up/status` are.

Knows Home Assistant's words for them; must never know a value, a broker or a connection.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from device import __version__
from device.records.facts import ClockTrust
from sync.wire.messages import STATUS, TODAY, Message, discovery_topic, topic

LONGEST_STATE: Final = 255  # characters that Home Assistant takes for a state

# Templates are only looked at when a message comes. One that vanished while its Wi-Fi was off has said no last word; it
# rests for four hours at most.
NO_NEWS_S: Final = 5 * 3600

Platform = Literal["sensor", "binary_sensor"]
DIAGNOSTIC: Final = {"entity_category": "diagnostic"}
NOW: Final = {"state_class": "measurement"}
SO_FAR: Final = {"state_class": "total_increasing"}  # begins anew each day
SECONDS_SO_FAR: Final = {**SO_FAR, "device_class": "duration", "unit_of_measurement": "s"}
PERCENT: Final = {**NOW, "unit_of_measurement": "%"}
DEGREES: Final = {**NOW, "unit_of_measurement": "°"}
HERTZ: Final = {**NOW, "device_class": "frequency", "unit_of_measurement": "Hz"}
TRUSTS: Final = {"device_class": "enum", "options": list(get_args(ClockTrust))}

ON_IF: Final = "{{{{ 'ON' if {} else 'OFF' }}}}"
BROKEN: Final = "value_json.trouble or value_json.parts | rejectattr('works') | list"
IN_SHORT: Final = f"{{{{ value_json.sensor[:{LONGEST_STATE}] if value_json.sensor else None }}}}"
WHATS_WRONG: Final = (
    "{%- set ns = namespace(said=[value_json.trouble] if value_json.trouble else []) -%}"
    "{%- for part in value_json.parts | rejectattr('works') -%}"
    "{%- set ns.said = ns.said + [part.part ~ ': ' ~ part.text] -%}"
    "{%- endfor -%}"
    "{{ {'what_is_wrong': ns.said | join('; '), 'trouble': value_json.trouble, 'limits': value_json.limits,"
    " 'parts': value_json.parts, 'programmes': value_json.programmes, 'unreadable_days': value_json.unreadable_days,"
    " 'certificate_until': value_json.certificate_until, 'rests_until': value_json.rests_until} | tojson }}"
)

IS_ONLINE: Final = "{{ 'online' if value_json.online or value_json.rests_until else 'offline' }}"
RESTS_TODAY: Final = "value_json.rests_until and as_local(as_datetime(value_json.rests_until)).date() == now().date()"
IS_ONLINE_TODAY: Final = f"{{{{ 'online' if value_json.online or {RESTS_TODAY} else 'offline' }}}}"
IS_OF_TODAY: Final = "{{ 'online' if value_json.day == now().date().isoformat() else 'offline' }}"


@dataclass(frozen=True)
class Entity:
    """One entity: the field that it shows, what people read, and what Home Assistant is to know of it.

    An empty `template` shows the field as it is. `always`: it is there while the device is not.
    """

    name: str
    title: str
    more: Mapping[str, Any] = field(default_factory=dict)
    platform: Platform = "sensor"
    template: str = ""
    always: bool = False


OF_TODAY: Final = (
    Entity("day", "Day", {**DIAGNOSTIC, "device_class": "date"}),
    Entity("worn_s", "Worn today", SECONDS_SO_FAR),
    Entity("assessable_s", "Assessable today", SECONDS_SO_FAR),
    Entity("tremor_s", "Tremor today", SECONDS_SO_FAR),
    Entity("episodes", "Episodes today", SO_FAR),
    Entity("marks", "Marks today", SO_FAR),
    Entity("sets", "Sets today", SO_FAR),
    Entity("sets_not_counted", "Sets not counted today", SO_FAR),
    Entity("repetitions_done", "Repetitions today", SO_FAR),
    Entity("repetitions_target", "Repetitions aimed at today", SO_FAR),
    Entity("assessable_percent_of_worn", "Assessable share of wearing", PERCENT),
    Entity("tremor_percent_of_assessable", "Tremor share of assessable time", PERCENT),
    Entity("tremor_percent_of_rest", "Tremor share of rest", PERCENT),
    Entity("frequency_hz", "Tremor frequency", HERTZ),
    Entity("amplitude_deg", "Tremor amplitude", DEGREES),
    Entity("amplitude_p90_deg", "Tremor amplitude, 90th percentile", DEGREES),
)
OF_STATUS: Final = (
    Entity(
        "online",
        "Online",
        {**DIAGNOSTIC, "device_class": "connectivity"},
        "binary_sensor",
        ON_IF.format("value_json.online"),
        always=True,
    ),
    Entity(
        "trouble",
        "Trouble",
        {**DIAGNOSTIC, "device_class": "problem", "json_attributes_template": WHATS_WRONG},
        "binary_sensor",
        ON_IF.format(BROKEN),
    ),
    Entity("firmware", "Firmware", DIAGNOSTIC),
    Entity("algorithm", "Algorithm", DIAGNOSTIC),
    Entity("clock", "Clock", {**DIAGNOSTIC, **TRUSTS}),
    Entity("sensor", "Gaps of the sensor", DIAGNOSTIC, template=IN_SHORT),
    Entity("backlog_days", "Days without a receipt", {**DIAGNOSTIC, **NOW}),
    Entity("unreadable_days_in_all", "Days that cannot be read", {**DIAGNOSTIC, **NOW}),
)
ENTITIES: Final = {TODAY: OF_TODAY, STATUS: OF_STATUS}


def encode_discovery(device: str) -> Message:
    """What makes Home Assistant (2024.12 or later) show the device; an empty one there takes it away again."""
    payload = json.dumps(discovery(device), ensure_ascii=False, separators=(",", ":"))
    return Message(discovery_topic(device), payload.encode())


def discovery(device: str) -> dict[str, Any]:
    """The device and all of its entities, in the words of Home Assistant's MQTT integration."""
    return {
        "device": {"identifiers": [f"easeband_{device}"], "name": f"Easeband {device}", "model": "Easeband"},
        "origin": {"name": "Easeband", "sw_version": __version__},
        "components": {
            entity.name: _component(device, kind, entity) for kind, entities in ENTITIES.items() for entity in entities
        },
    }


def _component(device: str, kind: str, entity: Entity) -> dict[str, Any]:
    has_attributes = "json_attributes_template" in entity.more
    return {
        "platform": entity.platform,
        "unique_id": f"easeband_{device}_{entity.name}",
        "name": entity.title,
        "state_topic": topic(device, kind),
        "value_template": entity.template or f"{{{{ value_json.{entity.name} }}}}",
        **entity.more,
        **({"json_attributes_topic": topic(device, kind)} if has_attributes else {}),
        **({"expire_after": NO_NEWS_S} if kind == TODAY else {}),
        **({} if entity.always else _availability(device, kind)),
    }


def _availability(device: str, kind: str) -> dict[str, Any]:
    """There while the device is online, or rests on purpose; a number of the day only on that day, to its end."""
    asked = {STATUS: IS_ONLINE_TODAY, TODAY: IS_OF_TODAY} if kind == TODAY else {STATUS: IS_ONLINE}
    return {
        "availability_mode": "all",
        "availability": [{"topic": topic(device, name), "value_template": said} for name, said in asked.items()],
    }
