"""The configuration file: the shipped example works, every mistake is named with its place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.system.config import (
    BadConfig,
    Broker,
    Config,
    Device,
    Files,
    Program,
    RawRecording,
    Web,
    parse_config,
    read_config,
    unused_names,
)

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "systemd" / "easeband.toml"
OF_OTHERS = ("[battery]", "[radio]", "[power]", "[web]")
OTHER_FILES = ("files.sync", "files.clinic", "files.programme")
PROGRAMS: tuple[Program, ...] = (
    "run",
    "sync",
    "clinic",
    "calibrate",
    "baseline",
    "export",
    "report",
    "bus-log",
    "programme",
    "mounting",
)


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_shipped_example_is_the_defaults_for_every_program(program: Program) -> None:
    assert read_config(EXAMPLE, program) == Config(Device("band-01"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'device.id: missing: `easeband sync` needs a pseudonym for this device, as "band-01"'),
        ("[device]\ntimezone = 'UTC'", "device.id: missing"),
        ("device = 1", "device: expected a table of names and values, got 1"),
        (
            "[devise]\nid = 'a'",
            "devise: unknown name; known here: battery, broker, device, files, power, radio, recordin",
        ),
        ("[device]\nid = 7", "device.id: expected a text, got 7"),
        ("[device]\nid = 'Anna Maier'", "lower-case letters, digits or '-' and no person's name, got 'Anna Maier'"),
        ("[device]\nid = ''", "device.id: expected 1 to 64"),
        (
            "[device]\nid = 'a'\nsite = 'face'",
            "'head', 'neck', 'trunk', 'upper arm', 'forearm', 'hand', 'thigh', 'shin', 'foot', got 'face'",
        ),
        ("[device]\nid = 'a'\ntimezone = 'Mars/Base'", "device.timezone: expected an IANA name such as Europe/Berlin"),
        ("[device]\nid = 'a'\ntimezone = 'right/UTC'", "'right/UTC' is a name that only this computer may know"),
        ("[device]\nid = 'a'\ntimezone = 'posixrules'", "expected an IANA name such as Europe/Berlin, or nothing"),
        ("[device]\nid = 'a'\ntimezone = '../../etc/passwd'", "device.timezone: expected an IANA name"),
        ("[device]\nid = 'a'\n[sensor]\naddress = 0x70", "sensor.address: expected a number from 104 to 105, got 112"),
        ("[device]\nid = 'a'\n[broker]\nport = 70000", "broker.port: expected a number from 0 to 65535, got 70000"),
        ("[device]\nid = 'a'\n[broker]\nport = true", "broker.port: expected a whole number, got True"),
        ("[device]\nid = 'a'\n[broker]\nhots = 'x'", "broker.hots: unknown name; known here:"),
        ("[device]\nid = 'a'\n[sensor]\ngyroscope = 0", "sensor.gyroscope: expected true or false, got 0"),
        ("[device]\nid = 'a'\n[device.more]\nx = 1", "device.more: unknown name; known here: id, site, timezone"),
        ("[device]\nid = 2026-11-22", "device.id: expected a text, got datetime.date(2026, 11, 22)"),
        ("[device\n", "is not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "easeband.toml"
    path.write_text(text)
    with pytest.raises(BadConfig) as seen:
        read_config(path, "sync")
    assert str(path) in str(seen.value)
    assert message in str(seen.value)


def test_a_missing_file_says_where_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"no configuration at .*: copy systemd/easeband\.toml there"):
        read_config(tmp_path / "none.toml", "run")


def test_a_folder_or_binary_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path, tmp_path / "binary"):
        with pytest.raises(BadConfig, match=str(path)):
            read_config(path, "run")


@given(st.text())
def test_any_text_is_a_device_id_or_refused(name: str) -> None:
    quoted = name.encode("unicode_escape").decode().replace("\\x", "\\u00").replace('"', '\\"')
    try:
        config = parse_config(f'[device]\nid = "{quoted}"', "run")
    except ValueError:
        return
    assert config.device.id
    assert set(config.device.id) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize("program", ["clinic", "calibrate", "baseline", "export", "bus-log"])
def test_a_computer_that_is_no_device_needs_no_device_id(program: Program) -> None:
    assert parse_config("[web]\nport = 9000", program) == Config(web=Web(port=9000))


@pytest.mark.parametrize("program", ["run", "sync", "report"])
def test_a_device_needs_its_id_and_is_told_who_asks(program: Program) -> None:
    with pytest.raises(ValueError, match=f"device.id: missing: `easeband {program}` needs a pseudonym"):
        parse_config("[web]\nport = 9000", program)


def test_a_clinic_may_say_where_its_day_begins_without_being_a_device() -> None:
    config = parse_config("[device]\ntimezone = 'Europe/Berlin'\n[files]\nclinic = 'sqlite:///c.db'", "clinic")
    assert config == Config(Device(timezone="Europe/Berlin"), files=Files(clinic="sqlite:///c.db"))


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[device]\nid = ''", "device.id: expected 1 to 64"),
        ("[device]\nid = 'a'\n[sensor]\nbuss = 1", "sensor.buss: unknown name; known here: address, bus, gyroscope"),
        ("[device]\nid = 'a'\n[web]\nport = -1", "web.port: expected a number from 0 to 65535, got -1"),
    ],
)
def test_what_a_program_does_not_use_must_be_right_too(program: Program, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_config(text, program)


@pytest.mark.parametrize(
    ("program", "unused"),
    [
        ("run", ["files.clinic", "[broker]", "[radio]", "[power]", "[web]"]),
        (
            "sync",
            [
                "device.site",
                "[sensor]",
                "files.clinic",
                "files.programme",
                "[snippets]",
                "[recording]",
                "[battery]",
                "[power]",
                "[web]",
            ],
        ),
        (
            "clinic",
            [
                "device.id",
                "device.site",
                "[sensor]",
                "files.device",
                "files.sync",
                "files.programme",
                "[snippets]",
                "[recording]",
                "[battery]",
                "[radio]",
                "[power]",
            ],
        ),
        ("calibrate", ["[device]", *OTHER_FILES, "[snippets]", "[recording]", "[broker]", *OF_OTHERS]),
        ("baseline", ["[device]", *OTHER_FILES, "[snippets]", "[recording]", "[broker]", *OF_OTHERS]),
        ("export", ["[device]", "[sensor]", *OTHER_FILES, "[broker]", *OF_OTHERS]),
        (
            "report",
            ["device.site", "[sensor]", *OTHER_FILES, "[snippets]", "[recording]", "[broker]", *OF_OTHERS],
        ),
        (
            "bus-log",
            ["device.id", "device.site", *OTHER_FILES, "[snippets]", "[recording]", "[broker]", *OF_OTHERS],
        ),
        ("mounting", ["device.id", *OTHER_FILES, "[snippets]", "[recording]", "[broker]", *OF_OTHERS]),
        ("programme", ["[sensor]", "files.clinic", "[snippets]", "[recording]", "[broker]", *OF_OTHERS]),
    ],
)
def test_every_program_knows_what_of_the_example_it_does_not_use(program: Program, unused: list[str]) -> None:
    assert unused_names(EXAMPLE.read_text(), program) == unused


def test_what_saves_power_is_told_by_names_that_a_kernel_may_know() -> None:
    """As it is delivered only the board's LED is dark: nothing is slower, and nobody is locked out."""
    usual = parse_config(EXAMPLE.read_text(), "power").power
    assert (usual.governor, usual.hdmi, usual.leds, usual.cores) == ("", True, False, 0)
    for mistake, message in {
        "governor = 'Powersave'": "power.governor: expected one of .*'powersave'.*, got 'Powersave'",
        "hdmi = 'off'": "power.hdmi: expected true or false, got 'off'",
        "leds = 0": "power.leds: expected true or false, got 0",
        "cores = 5": "power.cores: expected a number from 0 to 4, got 5",
        "core = 1": "power.core: unknown name; known here: cores, governor, hdmi, leds",
    }.items():
        with pytest.raises(ValueError, match=message):
            parse_config(f"[power]\n{mistake}", "power")


def test_every_sample_is_kept_only_where_somebody_asked_for_it_and_within_caps() -> None:
    assert parse_config(EXAMPLE.read_text(), "run").recording == RawRecording(
        enabled=False, most_mb=2000, most_days=14, least_free_mb=500
    )
    for mistake, message in {
        "most_mb = 20001": "recording.most_mb: expected a number from 50 to 20000, got 20001",
        "most_days = 91": "recording.most_days: expected a number from 1 to 90, got 91",
        "least_free_mb = 199": "recording.least_free_mb: expected a number from 200 to 20000, got 199",
        "enabled = 1": "recording.enabled: expected true or false, got 1",
    }.items():
        with pytest.raises(ValueError, match=message):
            parse_config(f"[device]\nid = 'a'\n[recording]\n{mistake}\n", "run")


def test_what_is_not_used_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "easeband.toml"
    path.write_text("[sensor]\nbus = 3\n[files]\nclinic = 'sqlite:///c.db'\nsync = 's.db'\n[web]\nport = 9000\n")
    with caplog.at_level("INFO"):
        read_config(path, "clinic")
    assert caplog.messages == [f"{path}: `easeband clinic` does not use [sensor], files.sync"]


def test_home_assistant_is_told_by_the_device_only_where_that_is_asked_for() -> None:
    asked = "[device]\nid = 'a'\n[broker]\nhome_assistant = true\n"
    assert parse_config(asked, "sync").broker.home_assistant
    assert not parse_config("[device]\nid = 'a'\n", "sync").broker.home_assistant
    assert unused_names(asked, "sync") == []
    assert unused_names(asked, "clinic") == ["device.id", "broker.home_assistant"]
    with pytest.raises(ValueError, match=r"broker\.home_assistant: expected"):
        parse_config("[device]\nid = 'a'\n[broker]\nhome_assistant = 'yes'\n", "sync")


def test_where_everything_is_used_nothing_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "easeband.toml"
    path.write_text("[web]\nport = 9000\n")
    with caplog.at_level("DEBUG"):
        read_config(path, "clinic")
    assert caplog.messages == []


@pytest.mark.parametrize("program", ["sync", "clinic"])
@pytest.mark.parametrize(
    ("broker", "message"),
    [
        ("certificate = 'a.crt'\nkey = 'a.key'\nport = 8883", "broker.ca: missing: certificate = 'a.crt' is for TLS"),
        ("key = 'a.key'", "broker.ca: missing: key = 'a.key' is for TLS, and TLS needs `ca`"),
        ("port = 8883\nusername = 'a'", "broker.ca: missing: port = 8883 is for TLS, and TLS needs `ca`"),
        ("ca = 'ca.crt'\nkey = 'a.key'", "broker.certificate: missing: key = 'a.key' belongs to a certificate"),
    ],
)
def test_half_of_tls_is_refused_where_a_broker_is_used(program: Program, broker: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_config(f"[device]\nid = 'a'\n[broker]\n{broker}", program)


@pytest.mark.parametrize(
    "broker",
    [
        Broker(ca="ca.crt", port=8883),
        Broker(ca="ca.crt", port=8883, certificate="a.crt", key="a.key"),
        Broker(ca="ca.crt", certificate="both.pem"),
    ],
)
def test_whole_tls_is_taken(broker: Broker) -> None:
    names = "\n".join(f"{name} = {value!r}" for name, value in vars(broker).items() if value)
    assert parse_config(f"[broker]\n{names}", "clinic").broker == broker


def test_a_device_measures_whatever_is_wrong_with_the_broker() -> None:
    assert parse_config("[device]\nid = 'a'\n[broker]\nport = 8883", "run").broker.port == 8883


def test_a_device_is_worn_on_the_forearm_unless_somebody_says_where() -> None:
    assert parse_config("[device]\nid = 'a'", "run").device.site == "forearm"
    assert parse_config("[device]\nid = 'a'\nsite = 'upper arm'", "run").device.site == "upper arm"
