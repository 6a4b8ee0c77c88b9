"""A refused configuration: the last good one goes on, the file is looked at again, and people are told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.settings import KeptConfiguration, settings_when_good
from device.settings.last_good import COPY
from device.system.clock import PacedClock
from device.system.config import BadConfig

NINE_UTC_S = 1_772_442_000.0  # 2026-03-02T09:00:00Z
GOOD, BETTER, BAD = "[device]\nid = 'band-1'\n", "[device]\nid = 'band-2'\n", "[device]\nid = 'Anna Maier'\n"


@pytest.fixture
def clock() -> PacedClock:
    return PacedClock(NINE_UTC_S)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "easeband.toml"


@pytest.fixture
def kept(path: Path, clock: PacedClock) -> KeptConfiguration:
    return KeptConfiguration(path, "run", path.parent, clock)


def device(kept: KeptConfiguration) -> str | None:
    config = kept.read()
    return config.device.id if config else None


def test_a_good_configuration_is_followed_and_kept(kept: KeptConfiguration, path: Path) -> None:
    path.write_text(GOOD)
    assert device(kept) == "band-1"
    assert (path.parent / COPY).read_text().partition("\n")[2] == GOOD
    assert [(state.part, state.works) for state in kept.states()] == [("configuration", True)]


def test_a_copy_that_earlier_firmware_kept_is_followed_too(kept: KeptConfiguration, path: Path) -> None:
    """By `sha256sum`: it was sealed so until the recorder spared the memory that this takes."""
    sha_256 = "0caaa88b9773b7ba18d29782865c6226843f33ead994fc1d6ddedbdae05a98a7"
    seal = "# The last configuration that could be used, kept by easeband run. SHA-256 of what follows: "
    (path.parent / COPY).write_text(f"{seal}{sha_256}\n{GOOD}")
    assert device(kept) == "band-1"
    (path.parent / COPY).write_text(f"{seal}{sha_256}\n{BETTER}")
    assert device(kept) is None


@pytest.mark.parametrize("what", ["refused", "not toml", "missing", "unreadable"])
def test_the_last_good_one_is_followed_whatever_becomes_of_the_file(
    kept: KeptConfiguration, path: Path, what: str
) -> None:
    path.write_text(GOOD)
    kept.read()
    path.unlink()
    if what == "unreadable":
        path.mkdir()
    elif what != "missing":
        path.write_text({"refused": BAD, "not toml": "[device"}[what])
    assert device(kept) == "band-1"
    (state,) = kept.states()
    assert not state.works
    assert state.text.startswith(f"the last good one is followed, {path.parent / COPY}: ")
    assert str(path) in state.text[:300]


def test_a_bad_one_never_takes_the_place_of_the_copy(kept: KeptConfiguration, path: Path) -> None:
    for text in (GOOD, BAD, "[device"):
        path.write_text(text)
        kept.read()
    assert (path.parent / COPY).read_text().partition("\n")[2] == GOOD


def test_without_a_copy_there_is_none_and_what_is_wrong_is_told(kept: KeptConfiguration, path: Path) -> None:
    path.write_text(BAD)
    assert kept.read() is None
    assert kept.states()[0].text.startswith(f"nothing is measured until it is right: {path}: device.id: expected")


def test_a_persons_name_is_in_the_log_but_in_no_state(
    kept: KeptConfiguration, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_text(BAD)
    kept.read()
    assert "Anna" in caplog.text
    assert "Anna" not in kept.states()[0].text


@pytest.mark.parametrize("damage", ["zeros", "another device", "cut"])
def test_a_damaged_copy_is_none(kept: KeptConfiguration, path: Path, damage: str) -> None:
    path.write_text(GOOD + "[sensor]\nbus = 3\n")
    kept.read()
    copy = path.parent / COPY
    whole = copy.read_bytes()
    copy.write_bytes({"zeros": bytes(100), "another device": whole.replace(b"d-1", b"d-2"), "cut": whole[:-20]}[damage])
    path.write_text(BAD)
    assert kept.read() is None


def test_the_file_is_looked_at_again_every_ten_seconds(kept: KeptConfiguration, path: Path, clock: PacedClock) -> None:
    path.write_text(BAD)
    kept.read()
    path.write_text(BETTER)
    clock.sleep(9.9)
    assert not kept.corrected()
    clock.sleep(0.1)
    assert kept.corrected()
    assert (device(kept), kept.states()[0].works) == ("band-2", True)


def test_one_that_is_still_wrong_is_not_corrected(kept: KeptConfiguration, path: Path, clock: PacedClock) -> None:
    path.write_text(BAD)
    kept.read()
    for text in (BAD, "[device", "[device]\nid = " + "[" * 100_000):
        path.write_text(text)
        clock.sleep(10.0)
        assert not kept.corrected()


def test_whoever_corrects_it_is_told_of_the_mistake_that_is_left(
    kept: KeptConfiguration, path: Path, clock: PacedClock
) -> None:
    path.write_text("[device")
    kept.read()
    path.write_text("[device]\nid = 'band-1'\n[sensor]\naddress = 1\n")
    clock.sleep(10.0)
    assert not kept.corrected()
    assert kept.states()[0].text.startswith(f"nothing is measured until it is right: {path}: sensor.address: expected")


def test_a_good_one_that_is_changed_waits_for_the_next_start(
    kept: KeptConfiguration, path: Path, clock: PacedClock
) -> None:
    path.write_text(GOOD)
    kept.read()
    path.write_text(BETTER)
    clock.sleep(100.0)
    assert not kept.corrected()


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_measure(
    path: Path, clock: PacedClock, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_text(GOOD)
    assert device(KeptConfiguration(path, "run", Path("/proc/nowhere"), clock)) == "band-1"
    assert any("cannot be kept for worse days" in message for message in caplog.messages)


def test_what_is_wrong_is_in_the_log_once(
    kept: KeptConfiguration, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_text(BAD)
    kept.read()
    kept.read()
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1


def test_a_program_without_patients_waits_longer_and_longer(
    path: Path, clock: PacedClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """After 5, 10, 20 s; corrected at 34 s, it is taken at 35 s."""
    monkeypatch.setenv("STATE_DIRECTORY", str(path.parent))
    path.write_text(BAD)

    def stopping() -> bool:
        if clock.monotonic_s() >= 34:
            path.write_text(GOOD)
        return False

    config = settings_when_good(path, "sync", clock, stopping)
    assert config is not None
    assert clock.monotonic_s() == 35
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1


def test_it_stops_when_asked_to(path: Path, clock: PacedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(path.parent))
    assert settings_when_good(path, "sync", clock, lambda: clock.monotonic_s() > 3) is None
    assert clock.monotonic_s() < 5


def test_somebody_at_a_terminal_is_told_at_once(path: Path, clock: PacedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    with pytest.raises(BadConfig, match="no configuration at"):
        settings_when_good(path, "sync", clock, lambda: False)


damages = st.lists(
    st.one_of(
        st.tuples(st.just("cut"), st.integers(0, 300), st.just(b"")),
        st.tuples(st.just("put"), st.integers(0, 300), st.binary(max_size=20)),
        st.tuples(st.just("zero"), st.integers(0, 300), st.just(bytes(64))),
    ),
    max_size=3,
)
WHOLE = (Path(__file__).resolve().parents[3] / "systemd" / "easeband.toml").read_bytes()


def damaged(content: bytes, damage: list[tuple[str, int, bytes]]) -> bytes:
    for kind, place, new in damage:
        content = content[:place] if kind == "cut" else content[:place] + new + content[place + len(new) :]
    return content


@given(damages, damages)
def test_whatever_damage_is_done_to_the_file_and_its_copy_it_is_followed_or_told(
    tmp_path_factory: pytest.TempPathFactory,
    of_file: list[tuple[str, int, bytes]],
    of_copy: list[tuple[str, int, bytes]],
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    path, clock = folder / "easeband.toml", PacedClock(NINE_UTC_S)
    kept = KeptConfiguration(path, "run", folder, clock)
    path.write_bytes(WHOLE)
    kept.read()
    (folder / COPY).write_bytes(damaged((folder / COPY).read_bytes(), of_copy))
    path.write_bytes(damaged(WHOLE, of_file))
    config = kept.read()
    assert (config is not None) or not kept.states()[0].works
    path.write_bytes(WHOLE)
    clock.sleep(10.0)
    assert kept.corrected() or kept.states()[0].works
