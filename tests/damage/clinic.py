"""`python -m tests.damage.clinic --count 10000 --seed 1`: damages a clinic's file or a message to it, asks its pages.

Does anything die? Is every page answered, by what it said before or by words that tell what is wrong? Do the pages of
other patients stay as they are, byte for byte? Every case can be done again by its number.
"""

import argparse
import asyncio
import json
import logging
import random
import re
import shutil
import tempfile
import traceback
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from fastapi import FastAPI

from device.day.document import DayDocument
from device.pictures import render
from device.records.decoding import to_plain
from device.system.clock import PacedClock
from device.system.config import Broker
from sync.clinic.charts.drawings import Drawing, drawing_key
from sync.clinic.checks import database_damage
from sync.clinic.collector import Collector
from sync.clinic.database.clinic import Clinic
from sync.clinic.database.engine import ClinicUnavailable
from sync.clinic.database.inspection import FoundDamage
from sync.clinic.drawing.drawn import spec_of
from sync.clinic.site import make_app
from sync.clinic.web.visitor import VISIT_COOKIE
from sync.wire.client import Delivery
from sync.wire.messages import Message, Status, encode_day, encode_status
from tests.support.clinics import ready
from tests.support.damage import damage_sqlite, damaged, damaged_text
from tests.support.documents.realistic import NOW_UTC_S, a_day, with_quarters
from tests.support.drawings import DrawnBy
from tests.support.payloads import plain
from tests.support.visits import given_visit

if TYPE_CHECKING:
    from sync.wire.two_lanes import TwoLanes

DEVICES: Final = ("band-01", "band-02", "band-03")
KEPT: Final = "a-visit"
HIT: Final = "band-02"  # whose messages are damaged
DAYS: Final = ("2026-02-27", "2026-03-01")
NEW_DAY: Final = "2026-03-02"
PAGES: Final = (
    "/",
    *(f"/patients/{device}" for device in DEVICES),
    *(f"/patients/{device}/days/{NEW_DAY}" for device in DEVICES),
    f"/patients/{HIT}/days/{DAYS[-1]}",
    *(f"/patients/{device}/days/{NEW_DAY}/charts/hours.svg?shape=wide" for device in DEVICES),
    f"/patients/{HIT}/days/{NEW_DAY}/charts/amplitude.svg?shape=narrow",
)
OF_OTHERS: Final = tuple(page for page in PAGES[1:] if HIT not in page)
TELLS: Final = re.compile(
    r"cannot be read|was refused|were refused|contradicts|not working at the moment|is damaged|passed over"
    r"|in the future|dated |No device .* has sent|There is no data from|has another date|have another date"
)
ODD: Final[tuple[object, ...]] = (
    -1,
    2**31,
    2**53 - 1,
    1e308,
    "x" * 600,
    "\x1b[2J",
    "\u202e",
    None,
    [],
    {},
    True,
    0.5,
    "yesterday",
)

TOLD_EVERY: Final = 500

Answers = Mapping[str, tuple[int, str]]


class Taking:
    """Stands where the connection to the broker stands, and remembers what was acknowledged."""

    def __init__(self) -> None:
        self.acknowledged: list[int] = []
        self.receipts: list[str] = []

    def publish(self, messages: Sequence[Message]) -> list[int]:
        self.receipts += [message.topic for message in messages]
        return [0] * len(messages)

    def acknowledge(self, delivery: Delivery) -> None:
        self.acknowledged.append(delivery.number)


DRAWN: dict[str, str] = {}


@dataclass
class Case:
    """What one damage led to."""

    number: int
    damage: str = ""
    outcome: str = ""
    faults: list[str] = field(default_factory=list)


def drawn(drawing: Drawing) -> str:
    """A chart takes a tenth of a second, and most days are the same ones."""
    key = drawing_key(drawing)
    if key not in DRAWN:
        DRAWN[key] = render.svg(spec_of(drawing))
    return DRAWN[key]


def site(clinic: Clinic, found: Sequence[FoundDamage] = ()) -> FastAPI:
    """The pages of this clinic on the morning after, once it was checked."""
    return make_app(clinic, lambda: NOW_UTC_S, "UTC", renderer=DrawnBy(drawn), damage=lambda: database_damage(found))


def answers(app: FastAPI) -> Answers:
    """What every page says."""
    return asyncio.run(_answers(app))


async def _answers(app: FastAPI) -> Answers:
    return {path: await _answer(app, path) for path in PAGES}


async def _answer(app: FastAPI, address: str) -> tuple[int, str]:
    sent: list[dict[str, Any]] = []
    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "scheme": "http",
        "headers": [(b"host", b"127.0.0.1"), (b"cookie", f"{VISIT_COOKIE}={KEPT}".encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent)
    return int(sent[0]["status"]), body.decode()


def short_day(device: str, day: str) -> DayDocument:
    """Three hours of a morning, which take less time than a day."""
    whole = a_day(device, day)
    return replace(with_quarters(whole, whole.quarters[28:40]), episodes=whole.episodes[:4])


def made(path: Path) -> None:
    """A clinic of three patients."""
    with closing(Clinic(f"sqlite:///{path}")) as clinic:
        days = [short_day(device, day) for device in DEVICES for day in DAYS]
        statuses = {device: to_plain(Status(1, device, online=True, firmware="0.1.0")) for device in DEVICES}
        clinic.upsert_many(list(map(ready, days)), NOW_UTC_S - 3600, statuses)
        clinic.rename(HIT, "Anna")
        given_visit(clinic, KEPT, NOW_UTC_S)


def collected(clinic: Clinic, messages: Sequence[Message]) -> Taking:
    """What the collector does with these."""
    taking = Taking()
    collector = Collector(Broker("127.0.0.1"), clinic, PacedClock(NOW_UTC_S, "UTC"), lambda: False)
    arrived = [Delivery(message.topic, message.payload, n, 1) for n, message in enumerate(messages)]
    collector._take_in(arrived, cast("TwoLanes", taking))
    return taking


def new_days() -> list[Message]:
    """A new day of each patient."""
    return [encode_day(short_day(device, NEW_DAY)) for device in DEVICES]


def of_others(answered: Answers) -> dict[str, str]:
    """The pages of the patients whose messages were not damaged, and their lines in the list."""
    lines = re.findall(r"<tr role=\"row\">.*?</tr>", answered["/"][1], re.DOTALL)
    return {
        **{path: answered[path][1] for path in OF_OTHERS},
        **{device: line for device in DEVICES if device != HIT for line in lines if device in line},
    }


class Search:
    """Cases on copies of one clinic."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._whole = folder, folder / "whole.db"
        made(self._whole)
        self._before = self._of_copy([])
        self._after = self._of_copy(new_days())

    def _of_copy(self, messages: Sequence[Message]) -> Answers:
        path = self._copy()
        with closing(Clinic(f"sqlite:///{path}")) as clinic:
            collected(clinic, messages)
            return answers(site(clinic))

    def _copy(self) -> Path:
        path = self._folder / "clinic.db"
        for old in self._folder.glob("clinic.db*"):
            old.unlink()
        return Path(shutil.copy(self._whole, path))

    def case(self, number: int) -> Case:
        """Of the even numbers, the file is damaged; of the others, a message."""
        case, dice = Case(number), random.Random(number)
        try:
            (self._message if number % 2 else self._file)(case, dice)
        except Exception:  # noqa: BLE001 - whatever it is, it is the finding
            case.faults.append(traceback.format_exc())
        return case

    def _file(self, case: Case, dice: random.Random) -> None:
        path = self._copy()
        if dice.random() < 1 / 2:
            case.damage = damage_sqlite(path, dice)
        else:
            content, case.damage = damaged(path.read_bytes(), dice)
            path.write_bytes(content)
        heard = Heard()
        logging.getLogger().addHandler(heard)
        try:
            with closing(Clinic(f"sqlite:///{path}", waits=True)) as clinic:
                if dice.random() < 1 / 4:
                    self._ask(case, answers(site(clinic, self._checked(case, clinic))), self._before, heard)
                elif dice.random() < 1 / 2:
                    self._checked(case, clinic)
                self._collect(case, clinic)
                self._ask(case, answers(site(clinic, self._checked(case, clinic))), self._after, heard)
        finally:
            logging.getLogger().removeHandler(heard)
        case.outcome = case.outcome or "as before"

    def _checked(self, case: Case, clinic: Clinic) -> Sequence[FoundDamage]:
        """What the check finds, which is under way beside all else; pages say so until it is done."""
        try:
            return clinic.check()
        except ClinicUnavailable:
            case.outcome = "unavailable, and said so"
            return ()

    def _collect(self, case: Case, clinic: Clinic) -> None:
        try:
            taking = collected(clinic, new_days())
        except ClinicUnavailable:
            case.outcome = "unavailable, and said so"
            return
        stored = {topic.split("/")[2] for topic in taking.receipts}
        for device in stored:
            try:
                if clinic.day(device, NEW_DAY) is None:
                    case.faults.append(f"a receipt for {device}, whose day is not there")
            except ClinicUnavailable:
                case.outcome = "unavailable, and said so"

    def _ask(self, case: Case, now: Answers, then: Answers, heard: "Heard") -> None:
        if case.damage.startswith("status: ") and case.damage.endswith("deleted"):
            case.outcome = "a row that another program deleted is not missed"
            return
        if {status for status, _ in now.values()} == {HTTPStatus.SEE_OTHER}:
            case.outcome = "whoever was signed in has to do so again"
            return
        told = any(TELLS.search(text) for _, text in now.values())
        for path in PAGES:
            (status, text), (old_status, old_text) = now[path], then[path]
            if status == 500:
                case.faults.append(f"{path} answers 500")
            if text == old_text or TELLS.search(text):
                continue
            if (status, old_status) == (404, 404) or told or heard.lines:
                continue
            case.faults.append(f"{path} says something else than before, and nobody is told: {_first(old_text, text)}")
        if any(now[path] != then[path] for path in PAGES):
            case.outcome = case.outcome or "told"

    def _message(self, case: Case, dice: random.Random) -> None:
        path, messages = self._copy(), new_days()
        hit = messages[1]
        if dice.random() < 1 / 8:
            hit = encode_status(Status(1, HIT, online=True, trouble="refused"))
        payload, case.damage = mutated(hit.payload, dice)
        if "/day/" in hit.topic and dice.random() < 1 / 2:
            payload, case.damage = as_it_travels(payload, case.damage, dice)
        messages[1] = replace(hit, payload=payload)
        with closing(Clinic(f"sqlite:///{path}")) as clinic:
            taking = collected(clinic, messages)
            now = answers(site(clinic))
        if taking.acknowledged != [0, 1, 2]:
            case.faults.append(f"acknowledged {taking.acknowledged}")
        if of_others(now) != of_others(self._after):
            case.faults.append("another patient's page changed")
        case.faults += [f"{path} answers {status}" for path, (status, _) in now.items() if status >= 500]
        refused = len(taking.receipts) < (3 if hit is not messages[1] and "/day/" in hit.topic else 2)
        said = "refused" in now["/"][1] and "refused" in now[f"/patients/{HIT}"][1]
        if not payload and "/day/" in hit.topic:
            case.outcome = "a retained day that was cleared is no day"
            return
        if refused and "/day/" in hit.topic and not said:
            case.faults.append("a day was refused and no page says so")
        case.outcome = "refused, and told" if refused else "taken"


def _first(old: str, new: str) -> str:
    at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    return f"{old[at - 40 : at + 40]!r} became {new[at - 40 : at + 40]!r}"


def as_it_travels(payload: bytes, damage: str, dice: random.Random) -> tuple[bytes, str]:
    """Compressed after the damage; in one of three cases damaged once more."""
    payload = zlib.compress(payload)
    if dice.random() < 2 / 3:
        return payload, f"{damage}, compressed"
    payload, more = damaged(payload, dice)
    return payload, f"{damage}, compressed, {more}"


def mutated(payload: bytes, dice: random.Random) -> tuple[bytes, str]:
    """A message that is damaged as bytes or JSON, or one whose values cannot be."""
    if dice.random() < 1 / 2:
        return damaged_text(payload, dice)
    data = json.loads(plain(payload))
    done = [dice.choice((_odd, _odd, _grown, _doubled))(data, dice) for _ in range(dice.randint(1, 3))]
    return json.dumps(data).encode(), ", ".join(done)


def _places(data: Any, where: str = "") -> list[tuple[Any, Any, str]]:
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    found: list[tuple[Any, Any, str]] = []
    for key, value in inside:
        found += [(data, key, f"{where}.{key}"), *_places(value, f"{where}.{key}")]
    return found


def _odd(data: Any, dice: random.Random) -> str:
    holder, key, where = dice.choice(_places(data))
    holder[key] = dice.choice(ODD)
    return f"{where} made {str(holder[key])[:20]!r}"


def _grown(data: Any, dice: random.Random) -> str:
    numbers = [place for place in _places(data) if type(place[0][place[1]]) in (int, float)]
    if not numbers:
        return _odd(data, dice)
    holder, key, where = dice.choice(numbers)
    holder[key] = holder[key] * dice.choice((2, 10, 1000, -1)) + dice.choice((0, 1))
    return f"{where} made {holder[key]}"


def _doubled(data: Any, dice: random.Random) -> str:
    lists = [place for place in _places(data) if isinstance(place[0][place[1]], list) and place[0][place[1]]]
    if not lists:
        return _odd(data, dice)
    holder, key, where = dice.choice(lists)
    holder[key] = holder[key] * dice.choice((2, 20))
    return f"{where} repeated"


class Heard(logging.Handler):
    """What the log says of damage; what was mended excuses no page."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        self.lines += [] if "nothing is lost" in said else [said]


def main() -> None:
    """Print a table of outcomes, and every fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1, help="the number of the first case")
    arguments = parser.parse_args()
    logging.basicConfig(handlers=[logging.NullHandler()])
    table: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        search = Search(Path(folder))
        for number in range(arguments.seed, arguments.seed + arguments.count):
            case = search.case(number)
            kind = "a message" if number % 2 else "the file"
            table[f"{kind}: {'FAULT' if case.faults else case.outcome}"] += 1
            for fault in case.faults[:2]:
                print(f"case {number}: {case.damage}: {fault[-1500:]}", flush=True)
            if table.total() % TOLD_EVERY == 0:
                _tell(table)
    _tell(table)


def _tell(table: Counter[str]) -> None:
    print(f"after {table.total()} cases:")
    for outcome, count in sorted(table.items()):
        print(f"{count:6d} {outcome}", flush=True)


if __name__ == "__main__":
    main()
