"""`easeband demo`: the whole line on this computer, from a simulated limb to the therapist's page.

Knows which programs make up the product and how to start and end them; must never know what they do. Each is the same
command that systemd starts on a real device.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from device.records.calendar import place, seconds_of_day
from device.records.person import Personal
from device.store.baselines import Baseline, baseline_beside, write_baselines
from device.system.arguments import AT_PRESENT
from device.system.clock import SystemClock
from device.system.command import complain
from device.system.log import start_log
from device.system.stopping import Stopping
from device.system.terminal import left_as_before, say
from sync.clinic.enrolment.keys_folder import NoClinic
from sync.demo.broker import HOST, BrokerFailed, start_broker
from sync.demo.clinic_keys import CLINIC_KEY, KEYS, make_clinic_keys, note_as_sent
from sync.demo.page import PAGE_LOOK_S, Timer, wait_for_page, web_port
from sync.demo.parts import DemoFailed, DemoLine, Part
from sync.demo.prescribed import PROGRAMME_FILE, demo_checkup, demo_programme
from sync.demo.visitor import VISITOR_NAME, LetIn, let_in
from sync.options.of_device import HISTORY_MINUTES

DEVICE = "demo-limb"
OPTIONS: Final = {"sync": ["--day-every", "5"]}  # a demo is not looked at for a quarter of an hour
MINUTE_S: Final = 60
CHECKUP_FROM_MIN: Final = 10  # ours: of a past that has room for one; in the present it would be in the visitor's way

CONFIG = """\
[device]
id = "{device}"

[files]
device = {device_db}
sync = {sync_db}
clinic = {clinic_url}
programme = {programme}
clinic_keys = {keys}
clinic_key = {clinic_key}

[broker]
host = "{host}"
port = {broker_port}

[web]
host = "{host}"
port = {web_port}
"""


def run(arguments: argparse.Namespace) -> int:
    """Run the demo until Ctrl-C, `q`, or the time is over; 1 with a message when a part fails."""
    stopping = Stopping()
    try:
        with left_as_before(), ExitStack() as opened:
            folder = arguments.folder or Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="easeband-")))
            _run(arguments, folder, opened, stopping)
    except (DemoFailed, BrokerFailed, NoClinic) as failed:
        print(file=sys.stderr)  # what was being drawn ends here
        return complain("demo", failed)
    return 0


def _run(arguments: argparse.Namespace, folder: Path, opened: ExitStack, stopping: Stopping) -> None:
    start_log("demo", "error")  # its parts have logs of their own
    clock, page = SystemClock(), web_port(arguments.port)
    _prepare(folder)
    broker = opened.enter_context(start_broker(folder / "broker"))
    config = write_config(folder, broker.port, page)
    make_clinic_keys(folder)
    if not arguments.recording:
        write_programme(folder, clock, _history_minutes(arguments))
        write_baselines(baseline_beside(str(folder / "device.db")), (SIMULATED_PERSON,))
    say(f"broker        {HOST}:{broker.port} (MQTT, this computer only)\nfiles         {folder}")
    clinic, sync = (opened.enter_context(start_part(name, config, folder)) for name in ("clinic", "sync"))
    line = DemoLine(broker, (clinic, sync), stopping)
    wait_for_page(page, clinic, line, clock)
    opened.enter_context(start_seeding(config, folder))
    if not arguments.recording:
        text = (folder / PROGRAMME_FILE).read_text(encoding="utf-8")
        note_as_sent(folder, clinic_url(folder), DEVICE, text, clock.utc_s)
    _tell_page(page, let_in(clinic_url(folder), clock.utc_s))
    device = opened.enter_context(start_device(arguments, config, folder))
    course = Course(device, clock, plays=bool(arguments.recording), length_s=arguments.length_s)
    while not (stopping() or course.over()):
        line.look_after()
        clock.sleep(PAGE_LOOK_S)
    say("\nstopping ...")


def _tell_page(page: int, visitor: LetIn) -> None:
    say(
        f"\n  therapist's page:  http://{HOST}:{page}/{visitor.path}\n"
        f"  the link works once; after that: http://{HOST}:{page}/, name {VISITOR_NAME}, password {visitor.password}\n"
        "  twelve synthetic patients appear within seconds, the simulated limb among them\n\nCtrl-C stops everything."
    )


SIMULATED_PERSON: Final = Baseline(made_utc_s=0.0, personal=Personal(neutral=((0.0, 0.0, 1.0),)))
"""The simulated forearm is neutral while it lies level."""


class Course:
    """How far the simulated device has come."""

    def __init__(self, device: Part, clock: Timer, *, plays: bool, length_s: float | None) -> None:
        """plays: a recording, after whose end the page stays. length_s: how long to go on in the present."""
        self._device, self._clock, self._plays = device, clock, plays
        self._length_s = float("inf") if length_s is None else length_s
        self._ends_s: float | None = None
        self._told_end = False

    def over(self) -> bool:
        """Whether the person ended it, or the time is over; the person is told how far it is. Raises DemoFailed."""
        if self._device.status:
            raise self._device.ended()
        ended = self._device.status is not None
        self._look_for_the_present(ended=ended)
        if ended and self._plays:
            self._tell_end()
        timed_out = self._ends_s is not None and self._clock.monotonic_s() >= self._ends_s
        return timed_out or (ended and not self._plays)

    def _look_for_the_present(self, *, ended: bool) -> None:
        if self._ends_s is None and (ended or AT_PRESENT in self._device.said()):
            self._ends_s = self._clock.monotonic_s() + self._length_s
            if not ended:
                say(f"{AT_PRESENT}: reload the page to see new data")

    def _tell_end(self) -> None:
        if not self._told_end:
            say("the recording has ended; the page stays open until Ctrl-C")
        self._told_end = True


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise DemoFailed(f"cannot keep files in {folder} ({error.strerror}): choose another --folder") from error
    path = str(folder.resolve())
    if "?" in path or not path.isprintable():
        raise DemoFailed(f"the folder's name cannot be part of a database address: {path!r}: choose another --folder")


def start_part(name: str, config: Path, folder: Path) -> Part:
    """`easeband NAME`, its log in a file."""
    return _start(name, [*_command(name, config), *OPTIONS.get(name, ())], folder / f"{name}.log", terminal=False)


def start_seeding(config: Path, folder: Path) -> Part:
    """`easeband clinic seed`: the other patients of the demo's clinic. It ends by itself."""
    command = [sys.executable, "-m", "device.cli", "clinic", "seed", "--beside-others", "--config", str(config)]
    return _start("seed", command, folder / "seed.log", terminal=False)


def start_device(arguments: argparse.Namespace, config: Path, folder: Path) -> Part:
    """`easeband run` over simulated hardware; it has the terminal for its lights and button."""
    command = [*_command("run", config), *_device_options(arguments)]
    return _start("device", command, folder / "device.log", terminal=True)


def _start(name: str, command: list[str], log: Path, *, terminal: bool) -> Part:
    with log.open("ab") as out:
        log_from = out.tell()
        stdin, stdout = (None, None) if terminal else (subprocess.DEVNULL, out)
        process = subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=out)  # noqa: S603 - our own command
    return Part(name, process, log, log_from)


def _command(name: str, config: Path) -> list[str]:
    return [sys.executable, "-m", "device.cli", name, "--config", str(config)]


def _device_options(arguments: argparse.Namespace) -> list[str]:
    recording = [str(arguments.recording)] if arguments.recording else []
    history = str(_history_minutes(arguments))
    return ["--simulated", *recording, "--speed", str(arguments.speed), "--history", history]


def _history_minutes(arguments: argparse.Namespace) -> float:
    usual = 0.0 if arguments.recording else HISTORY_MINUTES
    return usual if arguments.history is None else float(arguments.history)


def write_config(folder: Path, broker_port: int, web_port: int) -> Path:
    """The path of a configuration for everything in `folder`."""
    path = folder / "easeband.toml"
    text = CONFIG.format(
        device=DEVICE,
        device_db=_quoted(folder / "device.db"),
        sync_db=_quoted(folder / "sync.db"),
        programme=_quoted(folder / PROGRAMME_FILE),
        keys=_quoted(folder / KEYS),
        clinic_key=_quoted(folder / CLINIC_KEY),
        clinic_url=_quoted(clinic_url(folder)),
        host=HOST,
        broker_port=broker_port,
        web_port=web_port,
    )
    path.write_text(text, encoding="utf-8")
    return path


def clinic_url(folder: Path) -> str:
    """The clinic's database in this folder."""
    return f"sqlite:///{(folder / 'clinic.db').resolve()}"


def write_programme(folder: Path, clock: SystemClock, history_minutes: float) -> None:
    """What the therapist of the demo prescribes; one that is there already stays."""
    path, now_utc_s = folder / PROGRAMME_FILE, clock.utc_s()
    if not path.exists():
        programme = demo_programme(datetime.fromtimestamp(now_utc_s, UTC).date())
        began = place(clock.monotonic_s() - history_minutes * MINUTE_S, clock.dating())
        checkup = demo_checkup(int(seconds_of_day(began) // MINUTE_S)) if history_minutes >= CHECKUP_FROM_MIN else ""
        path.write_text(programme + checkup, encoding="utf-8")


def _quoted(value: object) -> str:
    """A TOML basic string, which is written as JSON writes one."""
    return json.dumps(str(value), ensure_ascii=False)
