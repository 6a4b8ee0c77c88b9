"""The JSON Schemas of what travels, written from the code: `python -m tests.support.schemas`.

Knows which type travels at which topic; must never know a value.
"""

import json
from inspect import cleandoc
from typing import Any

import msgspec

from device.programme.signed import SignedProgramme
from sync.wire.messages import DATED, KINDS, PROGRAMME, ROOT
from tests.house.test_packages import ROOT as HOUSE

FOLDER = HOUSE / "sync" / "schemas"
DRAFT = "https://json-schema.org/draft/2020-12/schema"  # what msgspec generates


TYPES = {**KINDS, PROGRAMME: SignedProgramme}


def file_name(kind: str) -> str:
    """`today.json` for `up/today`."""
    return f"{kind.rpartition('/')[2]}.json"


def schema(kind: str) -> dict[str, Any]:
    """The schema of one kind of message, with the topic that it travels at."""
    place = f"{ROOT}/<device>/{kind}{'/<date>' if kind in DATED else ''}"
    return {"$schema": DRAFT, "title": place, **tidied(msgspec.json.schema(TYPES[kind]))}


def tidied(part: Any) -> Any:
    """With descriptions as every Python gives them: from 3.13 on, docstrings come without their indentation."""
    if isinstance(part, dict):
        return {
            key: cleandoc(value) if key == "description" and isinstance(value, str) else tidied(value)
            for key, value in part.items()
        }
    return [tidied(one) for one in part] if isinstance(part, list) else part


def texts() -> dict[str, str]:
    """What stands in each file."""
    return {file_name(kind): json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n" for kind in TYPES}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
