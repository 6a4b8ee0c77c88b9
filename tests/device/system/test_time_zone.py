"""Where the time zone comes from, whatever state /etc is in."""

import sys
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.records.calendar import place
from device.records.facts import Dating
from device.system.time_zone import ZoneInUse, ZonePlaces, has_zone_data, zone_in_use

ZONES = Path("/usr/share/zoneinfo")  # as the links of every Linux say; tests make no use of what is there


def zone_file(name: str) -> bytes:
    """The data of a zone on this computer."""
    return next(Path(folder, name).read_bytes() for folder in zoneinfo.TZPATH if Path(folder, name).is_file())


@pytest.fixture
def places(tmp_path: Path) -> ZonePlaces:
    return ZonePlaces(tmp_path / "localtime", tmp_path / "timezone", {})


def link(places: ZonePlaces, target: str) -> ZoneInUse:
    places.localtime.symlink_to(target)
    return zone_in_use("", places)


@pytest.mark.parametrize(
    "target",
    [
        "/usr/share/zoneinfo/Asia/Tokyo",
        "../../../usr/share/zoneinfo/Asia/Tokyo",
        "/usr/share/zoneinfo/posix/Asia/Tokyo",
        "/usr/share/zoneinfo/right/Asia/Tokyo",
        "/somewhere/else/share/zoneinfo/Asia/Tokyo",
    ],
)
def test_a_link_names_its_zone_however_it_is_written(places: ZonePlaces, target: str) -> None:
    assert link(places, target) == ZoneInUse("Asia/Tokyo", str(places.localtime))


def test_a_link_counts_more_than_a_file_that_nobody_keeps_up_to_date(places: ZonePlaces) -> None:
    places.timezone.write_text("Europe/Berlin\n")
    assert link(places, "/usr/share/zoneinfo/Asia/Tokyo").name == "Asia/Tokyo"


def test_the_configuration_counts_more_than_the_environment_and_that_more_than_the_system(places: ZonePlaces) -> None:
    link(places, "/usr/share/zoneinfo/Asia/Tokyo")
    environment = ZonePlaces(places.localtime, places.timezone, {"TZ": "America/Lima"})
    assert zone_in_use("Europe/Berlin", environment) == ZoneInUse("Europe/Berlin", "[device] timezone")
    assert zone_in_use("", environment) == ZoneInUse("America/Lima", "the environment variable TZ")
    assert zone_in_use("", places).name == "Asia/Tokyo"


@pytest.mark.parametrize("variable", ["Asia/Tokyo", ":Asia/Tokyo", ":/usr/share/zoneinfo/Asia/Tokyo"])
def test_tz_is_read_as_the_c_library_does(places: ZonePlaces, variable: str) -> None:
    zone = zone_in_use("", ZonePlaces(places.localtime, places.timezone, {"TZ": variable}))
    assert (zone.name, zone.problem) == ("Asia/Tokyo", "")


def test_what_tz_says_and_nobody_knows_is_told_and_the_system_is_asked(places: ZonePlaces) -> None:
    places.localtime.symlink_to(ZONES / "Asia/Tokyo")
    zone = zone_in_use("", ZonePlaces(places.localtime, places.timezone, {"TZ": "CET-1CEST"}))
    assert zone.name == "Asia/Tokyo"
    assert zone.problem.startswith("the environment variable TZ says 'CET-1CEST', which is not in this computer's")


def test_a_copied_file_has_the_name_that_stands_beside_it(places: ZonePlaces) -> None:
    places.localtime.write_bytes(zone_file("Asia/Tokyo"))
    places.timezone.write_text("Asia/Tokyo\n")
    assert zone_in_use("", places) == ZoneInUse("Asia/Tokyo", str(places.timezone))


def test_a_copy_of_older_data_is_no_contradiction(places: ZonePlaces) -> None:
    places.localtime.write_bytes(zone_file("Asia/Tokyo") + b"\n")
    places.timezone.write_text("Asia/Tokyo\n")
    assert zone_in_use("", places).problem == ""


def test_a_copy_of_another_zone_than_is_named_beside_it_is_told(places: ZonePlaces) -> None:
    places.localtime.write_bytes(zone_file("America/Lima"))
    places.timezone.write_text("Asia/Tokyo\n")
    zone = zone_in_use("", places)
    assert zone.name == "Asia/Tokyo"
    assert "is a copy of America/Lima, not of Asia/Tokyo" in zone.problem


def test_a_copied_file_without_a_name_is_recognised_by_its_bytes(places: ZonePlaces) -> None:
    places.localtime.write_bytes(zone_file("Asia/Tokyo"))
    zone = zone_in_use("", places)
    assert (zone.name, zone.problem) == ("Asia/Tokyo", "")
    assert "a copy of Asia/Tokyo" in zone.source


def test_a_copy_that_is_like_no_zone_is_utc_and_told(places: ZonePlaces) -> None:
    places.localtime.write_bytes(b"TZif of my own")
    zone = zone_in_use("", places)
    assert zone.name == "UTC"
    assert "is a copy that is like no zone of this computer" in zone.problem


def test_no_file_at_all_stands_for_utc(places: ZonePlaces) -> None:
    zone = zone_in_use("", places)
    assert (zone.name, zone.problem) == ("UTC", "")


@pytest.mark.parametrize("name", ["Mars/Olympus", "\udcff", "../../etc/passwd", "a" * 300, "Europe"])
def test_nonsense_is_utc_and_told(places: ZonePlaces, name: str) -> None:
    zone = zone_in_use(name, places)
    assert zone.name == "UTC"
    assert zone.problem.startswith("[device] timezone says ")


def test_a_link_that_turns_in_a_circle_is_utc_and_nothing_is_raised(places: ZonePlaces) -> None:
    assert link(places, str(places.localtime)).name == "UTC"


@pytest.fixture
def no_zone_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A computer without any zone, neither the system's nor tzdata's; one that was used before stays known."""
    for module in [name for name in sys.modules if name.startswith("tzdata")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "tzdata", None)
    zoneinfo.reset_tzpath([str(tmp_path)])
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath()


@pytest.mark.usefixtures("no_zone_data")
def test_without_any_zone_data_it_is_utc_and_told(places: ZonePlaces) -> None:
    zone = link(places, "/usr/share/zoneinfo/America/Eirunepe")
    assert (zone.name, has_zone_data()) == ("UTC", False)
    assert zone.problem == (
        f"{places.localtime} says 'America/Eirunepe', which is not in this computer's zone data: correct it, or install"
        " tzdata"
    )


@pytest.mark.usefixtures("no_zone_data")
def test_records_that_were_dated_in_a_zone_that_is_gone_are_still_dated() -> None:
    assert place(0.0, Dating("boot", 1_772_442_000.0, "America/Eirunepe", "synced")).day == "2026-03-02"


def test_a_damaged_file_of_zone_data_is_utc(tmp_path: Path) -> None:
    (tmp_path / "Mars").mkdir()
    (tmp_path / "Mars" / "Olympus").write_bytes(zone_file("Asia/Tokyo")[:100])
    zoneinfo.reset_tzpath([str(tmp_path)])
    try:
        assert zone_in_use("Mars/Olympus").problem.startswith("[device] timezone says 'Mars/Olympus'")
    finally:
        zoneinfo.reset_tzpath()


def test_this_computer_has_zone_data() -> None:
    assert has_zone_data()


@given(st.sampled_from([b"", b"TZif2" + bytes(60)]), st.text(max_size=40), st.text(max_size=20))
def test_whatever_stands_there_a_zone_is_found_that_dates_something(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, named: str, variable: str
) -> None:
    folder = tmp_path_factory.mktemp("etc")
    (folder / "localtime").write_bytes(content)
    (folder / "timezone").write_text(named, encoding="utf-8", errors="surrogatepass")
    zone = zone_in_use("", ZonePlaces(folder / "localtime", folder / "timezone", {"TZ": variable}))
    assert place(0.0, Dating("boot", 1_772_442_000.0, zone.name, "synced")).day in {"2026-03-02", "2026-03-03"}
