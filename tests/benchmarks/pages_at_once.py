"""`python -m tests.benchmarks.pages_at_once`: how long therapists wait for the list and a day, alone and 20 at once.

SQLite, or PostgreSQL where it is installed (`--postgresql`). Twelve patients with a story each have all of their days,
made once and kept in `--keep` for the next time; all others are copies of their days' numbers, without documents: a
list reads none. Targets: list of 50 patients 300 ms, also with 20 clients at once; list of 5,000 1 s, and 2 s; a day
1 s, and each of its charts 1.5 s where it is not yet drawn; 250 MB, which charts are drawn beside in a process of
their own.
"""

import argparse
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date, timedelta
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from itertools import count
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import create_engine, select, text

from device.system.clock import SystemClock
from sync.clinic.actions.seed import Now, seed_patient
from sync.clinic.database.checksums import checksum
from sync.clinic.database.clinic import Clinic
from sync.clinic.database.schema import DAYS_TABLE, OUTLINES_TABLE, PATIENTS, STATUS_TABLE
from sync.clinic.rendering import RENDERER
from sync.clinic.site import make_app
from sync.clinic.synthetic import STORIES, synthetic_patients
from sync.clinic.web import served
from sync.clinic.web.visitor import VISIT_COOKIE
from tests.support.postgresql import postgresql
from tests.support.visits import visit

ZONE = "Europe/Berlin"
CLIENTS = 20
LOOKS = 8  # of each client
CLOCK = SystemClock(ZONE)
ROWS_AT_ONCE = 100
PATIENT_CHANGED = "synthetic-0012"


def fill(url: str, patients: int, days: int) -> None:
    """A clinic of so many synthetic patients."""
    with closing(Clinic(url)) as clinic:
        known = {row.device for row in clinic.patients(date.fromtimestamp(CLOCK.utc_s()))}
        for patient in synthetic_patients(min(patients, len(STORIES))):
            if patient.device not in known:
                seed_patient(clinic, patient, days, Now(CLOCK.utc_s(), ZONE))
    if patients > max(len(known), len(STORIES)):
        copy_days(url, max(len(known), len(STORIES)), patients)


def copy_days(url: str, known: int, patients: int) -> None:
    """Patients behind the last known one, each with the days of one of the first."""
    engine, names = create_engine(url), [column.name for column in DAYS_TABLE.columns if column.name != "device"]
    kept = ", ".join(f"{'NULL' if name == 'checksum' else name}" for name in names)
    copied = text(f"INSERT INTO days (device, {', '.join(names)}) SELECT :new, {kept} FROM days WHERE device = :old")  # noqa: S608 - our own names
    for start in range(known, patients, ROWS_AT_ONCE):
        with engine.begin() as connection:
            for number in range(start, min(patients, start + ROWS_AT_ONCE)):
                old, new = f"synthetic-{number % len(STORIES) + 1:04d}", f"copy-{number + 1:05d}"
                name, said = f"Patient {number + 1} (synthetic)", '{"online":true}'
                row = {"device": new, "name": name, "checksum": checksum(new, name)}
                connection.execute(PATIENTS.insert(), row)
                connection.execute(copied, {"new": new, "old": old})
                outline = connection.scalar(select(OUTLINES_TABLE.c.outline).where(OUTLINES_TABLE.c.device == old))
                row = {"device": new, "outline": outline, "checksum": checksum(new, outline)}
                connection.execute(OUTLINES_TABLE.insert(), row)
                status = {"device": new, "status": said, "received_utc_s": 1.0, "checksum": checksum(new, said, 1.0)}
                connection.execute(STATUS_TABLE.insert(), status)
    engine.dispose()


def serve(url: str, said: Pipe) -> None:
    """The pages, in a process of their own, until the other side closes."""
    with closing(Clinic(url)) as clinic:
        app, kept = make_app(clinic, CLOCK.utc_s, ZONE), visit(clinic, CLOCK.utc_s())
        with served(app) as pages:
            said.send((str(pages), kept, os.getpid()))
            said.recv()
            said.send([highest_mb(one) for one in (os.getpid(), RENDERER.process) if one])


def highest_mb(process: int) -> float:
    """How much memory it has had at most."""
    status = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


@contextmanager
def serving(url: str) -> Iterator[tuple[str, str, int]]:
    """The address of the pages, the secret of a visit, and their process; says how much memory they took at the end."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(url, theirs))
    process.start()
    yield ours.recv()
    ours.send("end")
    parts = ours.recv()
    each = " + ".join(f"{part:.0f}" for part in parts)
    print(f"  {'memory at most, pages + charts':32s} {sum(parts):6.0f} MB = {each}", flush=True)
    process.join()


class Therapist:
    """A browser that keeps its connection."""

    def __init__(self, address: str, kept: str) -> None:
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=120)
        self._headers = {"Cookie": f"{VISIT_COOKIE}={kept}", "Accept-Encoding": "gzip"}

    def look(self, path: str) -> tuple[float, int]:
        """How long it took, in ms, and how many bytes came."""
        began_s = time.perf_counter()
        try:
            answer = self._asked(path)
        except (RemoteDisconnected, ConnectionError):  # it had idled; a browser asks again too
            self._connection.close()
            answer = self._asked(path)
        size_bytes = len(answer.read())
        assert answer.status == 200, f"{path}: {answer.status}"
        return 1000 * (time.perf_counter() - began_s), size_bytes

    def _asked(self, path: str) -> HTTPResponse:
        self._connection.request("GET", path, headers=self._headers)
        return self._connection.getresponse()


def processor_ms(process: int) -> float:
    """What it has used so far, all of its threads together; the one that draws charts is another."""
    used = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return 1000 * sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def measure(what: str, therapists: Sequence[Therapist], process: int, path: Callable[[], str]) -> None:
    """Each looks at pages one after the other, all at once."""
    before_ms = processor_ms(process)
    with ThreadPoolExecutor(len(therapists)) as threads:
        looks = threads.map(lambda one: [one.look(path()) for _ in range(LOOKS)], therapists)
        found = sorted(look for some in looks for look in some)
    middle, worst, size_kb = found[len(found) // 2][0], found[-1][0], found[-1][1] / 1000
    used_ms = (processor_ms(process) - before_ms) / len(found)
    waited = f"{middle:6.0f} ms, {worst:6.0f} ms at worst"
    print(f"  {what:32s} {waited}, {used_ms:5.0f} ms of processor, {size_kb:4.0f} kB", flush=True)


def report(url: str, patients: int, days: int) -> None:
    """Fill the database, and print a line for each kind of look."""
    began_s = time.perf_counter()
    fill(url, patients, days)
    print(f"{patients} patients of {days} days, filled in {time.perf_counter() - began_s:.0f} s", flush=True)
    yesterday, back = date.fromtimestamp(CLOCK.utc_s()), count(5)

    def another_day() -> str:
        number = next(back)
        day = yesterday - timedelta(days=number // len(STORIES) % (days - 10) + 5)
        return f"/patients/synthetic-{number % len(STORIES) + 1:04d}/days/{day}"

    def another_patient() -> str:
        return f"/patients/synthetic-{next(back) % len(STORIES) + 1:04d}"

    def another_chart() -> str:
        return f"{another_day()}/charts/hours.svg?shape=wide"

    def after_a_change() -> str:
        clinic.rename(PATIENT_CHANGED, f"Renamed {next(back)} (synthetic)")
        return "/"

    with closing(Clinic(url)) as clinic, serving(url) as (address, kept, process):
        alone, all_at_once = [Therapist(address, kept)], [Therapist(address, kept) for _ in range(CLIENTS)]
        alone[0].look("/")
        for number, some in (("", alone), (f", {CLIENTS} at once", all_at_once)):
            measure(f"list{number}", some, process, lambda: "/")
            measure(f"list, one has changed{number}", some, process, after_a_change)
            measure(f"list, searched{number}", some, process, lambda: "/?search=1&reason=silent")
            measure(f"a patient{number}", some, process, lambda: "/patients/synthetic-0001")
            measure(f"another patient each time{number}", some, process, another_patient)
            measure(f"a day{number}", some, process, another_day)
            measure(f"its chart, not drawn yet{number}", some, process, another_chart)


def main() -> None:
    """Print what is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=50)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder for the SQLite file")
    wanted = parser.parse_args()
    if wanted.postgresql:
        with postgresql("fsync=off", "max_connections=200") as server:
            report(server.new_url(), wanted.patients, wanted.days)
        return
    with tempfile.TemporaryDirectory() as folder:
        where = wanted.keep or Path(folder)
        where.mkdir(exist_ok=True)
        report(f"sqlite:///{where}/clinic-{wanted.patients}-{wanted.days}.db", wanted.patients, wanted.days)


if __name__ == "__main__":
    main()
