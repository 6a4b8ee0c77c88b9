"""Text in the ways that programs write it, and files that are something else."""

import codecs
import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from device.recordings import AS_NAMED, Asked, BadRecording, Recording, columns_from, units_from
from device.signals.samples import Samples
from tests.support.loggers import STARTED_S, floats, limb, moments, own, table

LIMB = limb(1)
OWN = own(LIMB)
HEADER = OWN.splitlines()[0]
NUMBERS = floats(LIMB.time_s, *LIMB.acceleration_g.T)


def read(folder: Path, content: str | bytes, asked: Asked = AS_NAMED) -> tuple[Samples, list[str]]:
    path = folder / "any.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    recording = Recording(path, asked)
    return recording.settled(recording.portions()), recording.told


def same(seen: Samples) -> bool:
    return np.allclose(seen.time_s, LIMB.time_s, atol=1e-6) and np.allclose(
        seen.acceleration_g, LIMB.acceleration_g, atol=1e-6
    )


GERMAN = "Zeit (s);Beschleunigung x (m/s²);Beschleunigung y (m/s²);Beschleunigung z (m/s²)"
GERMAN = table(GERMAN, [NUMBERS[0], *floats(*LIMB.acceleration_g.T * 9.80665)], ";", ",")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (OWN, ""),
        (OWN.replace("\n", "\r\n"), ""),
        (codecs.BOM_UTF8 + OWN.encode(), ""),
        (OWN.encode("utf-16"), "text: read as UTF-16"),
        (OWN.encode("utf-32"), "text: read as UTF-32"),
        (OWN.replace(",", ";"), "text: semicolons between the cells"),
        (OWN.replace(",", "\t"), "text: tabs between the cells"),
        (OWN.replace(",", " "), "text: blanks between the cells"),
        (OWN.replace(",", ";").replace(".", ","), "text: decimal commas"),
        (OWN.replace("_g", " (g)").replace("t_s", "t (s)"), "acceleration: ax (g), ay (g), az (g), in g"),
        (GERMAN.encode("latin-1"), "text: read as Latin-1 (Windows-1252)"),
        (GERMAN, "text: decimal commas"),
        ("# a recording\n\n" + OWN, "text: 2 lines above the header line passed over"),
        ("sep=,\n" + OWN, "text: 1 line above the header line passed over"),
        ("# Format: Time(ms),Ax(mg),Ay,Az\n" + OWN, "text: 1 line above the header line passed over"),
        ("# " + OWN, "time: # t_s, in s"),
        (OWN.replace("\n", "\r"), ""),
        (OWN + HEADER + "\n", "text: the header line stands again in line 102, passed over"),
        (OWN.rstrip(), "text: the last line has no end; if the file was cut off there, its last number may be wrong"),
        (
            "\n".join(f"{line},still" for line in OWN.splitlines()).replace("still", "what", 1) + "\n",
            "left alone: what",
        ),
        (OWN.upper().replace("_G", "_g"), "acceleration: AX_g, AY_g, AZ_g, in g"),
    ],
)
def test_ways_to_write_a_table_are_taken_and_told(tmp_path: Path, content: str | bytes, told: str) -> None:
    seen, words = read(tmp_path, content)
    assert same(seen)
    assert told in words if told else words == []


@pytest.mark.parametrize(
    ("name", "cells", "asked", "told"),
    [
        ("time_ms", floats(LIMB.time_s * 1e3)[0], AS_NAMED, "time: time_ms, in ms"),
        ("time (us)", floats(LIMB.time_s * 1e6)[0], AS_NAMED, "time: time (us), in µs"),
        ("ns", floats(LIMB.time_s * 1e9)[0], Asked(columns_from("t=ns"), units_from("time=ns")), "time: ns, in ns"),
        ("t (min)", floats(LIMB.time_s / 60)[0], AS_NAMED, "time: t (min), in min"),
        ("Time", NUMBERS[0], AS_NAMED, "time: Time says no unit, taken as s: 100 samples a second"),
        (
            *("timestamp", [STARTED_S * 1000 + 10 * n for n in range(100)], AS_NAMED),
            "time: timestamp taken as Unix time in ms, by its size",
        ),
        (
            *("timestamp", [STARTED_S * 10**9 + 10**7 * n for n in range(100)], AS_NAMED),
            "time: timestamp taken as Unix time in ns, by its size",
        ),
        (
            *("time", moments(LIMB, "%Y-%m-%dT%H:%M:%S."), AS_NAMED),
            "time: dates and times, such as 2026-03-02T09:14:05.000, without a zone",
        ),
        (
            *("time", [f"{each}Z" for each in moments(LIMB, "%Y-%m-%d %H:%M:%S.")], AS_NAMED),
            "time: dates and times, such as 2026-03-02 09:14:05.000Z",
        ),
        (
            *("time", moments(LIMB, "%H:%M:%S:"), AS_NAMED),
            "time: times of day, such as 09:14:05:000, without a zone",
        ),
        (
            *("time", [f"23:59:59.{n:03d}" if n < 1000 else f"0:00:00.{n - 1000:03d}" for n in range(500, 1500, 10)]),
            *(AS_NAMED, "time: times of day, such as 23:59:59.500, without a zone"),
        ),
        (
            *("time", [f"09:14:{10 * n // 1000:02d}.{10 * n % 1000}" for n in range(100)], AS_NAMED),
            "time: digits after the point are a count, such as 09:14:00.90 for 09:14:00.090, or times would go back",
        ),
        (
            *("t_s", [f"{(9950 + 10 * n) // 1000}.{(9950 + 10 * n) % 1000}" for n in range(100)], AS_NAMED),
            "time: digits after the point are a count, such as 10.90 for 10.090, or times would go back",
        ),
        (
            *(
                "time",
                [f"11:59:59.{500 + 10 * n} AM" if n < 50 else f"12:00:00.{10 * n - 500:03d} PM" for n in range(100)],
            ),
            *(AS_NAMED, "time: times of day, such as 11:59:59.500 AM, without a zone"),
        ),
        (
            *("time", [f"{each}+01" for each in moments(LIMB, "%Y-%m-%dT%H:%M:%S.")], AS_NAMED),
            "time: dates and times, such as 2026-03-02T09:14:05.000+01",
        ),
        ("sample", [*range(100)], Asked(rate_hz=100), "times: none read, 100 samples a second as --rate says"),
    ],
)
def test_times_of_many_forms_become_seconds(
    tmp_path: Path, name: str, cells: list[object], asked: Asked, told: str
) -> None:
    seen, words = read(tmp_path, table(f"{name},ax_g,ay_g,az_g", [cells, *NUMBERS[1:]]), asked)
    assert np.allclose(seen.time_s - seen.time_s[0], LIMB.time_s, atol=1e-5)
    assert told in words


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (table("t_s,ax_g,ay_g,az_g", NUMBERS, decimal=","), "line 2 has 8 cells, the header 4: decimal commas"),
        (OWN.replace("t_s", "when (s)").replace("_g", " in (what)"), r"there: when \(s\), ax in \(what\), ay in"),
        (OWN.replace(",", "\t") + "1\t2\t3\t4\t5\t6\t7\t8\n", "line 102 has 8 cells, the header [47]; expected a cell"),
        (OWN.replace(",0.", ',"0.', 1), "quotation mark opens that does not close"),
        (OWN.replace("0.9", "0_9", 1), "line .*, column .*: expected a number, got '0_9"),
        (OWN.replace(",", ";").replace(".", ",") + "1;2.5;3;4;5;6;7\n", "line 102, column ax_g: .* decimal comma"),
        (
            table("time,ax_g,ay_g,az_g", [[*range(100)], *NUMBERS[1:]]),
            r"ms would be 1e\+03 samples a second.*--rate HZ",
        ),
        (table("time,ax_g,ay_g,az_g", [[10 * n for n in range(100)], *NUMBERS[1:]]), "rise by 10 .*--units time=ms"),
        (
            table("time,ax_g,ay_g,az_g", [["3/4/2026 9:00:00.5", "4/4/2026 9:00:01"], *[[1, 2]] * 3]),
            "day and month can",
        ),
        (
            table("time,ax_g,ay_g,az_g", [[f"20260302091405{10 * n:03d}" for n in range(100)], *NUMBERS[1:]]),
            "times such as 20260302091405000 look like dates with nothing between their parts; expected 2026-03-02 09",
        ),
        (
            table("time,ax_g,ay_g,az_g", [["13:14:05.1 PM"] * 100, *NUMBERS[1:]]),
            "line 2, column time: expected a number, or a moment",
        ),
        (
            table("time,ax_g,ay_g,az_g", [["yesterday"] * 100, *NUMBERS[1:]]),
            "line 2, column time: expected a number, or",
        ),
        ("1,2,3,4,5,6,7\n" + OWN, "line 1 has numbers, but the names stand in line 2"),
        (OWN.encode("utf-16-le"), "looks like UTF-16 text without its byte order mark"),
        ("x" * 1_000_001, "a line of more than 1,000,000 characters"),
        (bytes(range(256)) * 20, "neither text nor NPZ"),
        (
            OWN.encode() + bytes(512),
            "zero bytes in line 102, as a logger leaves them that loses its supply: remove them",
        ),
        (own(limb(20)).encode() + bytes(512), "zero bytes in line 2002, as a logger leaves them"),
        (gzip.compress(OWN.encode()), "this is compressed with gzip; expected a CSV .*: unpack it"),
        (b"PAR1" + bytes(50), "this is a Parquet table"),
        (b"\x89HDF\r\n\x1a\n" + bytes(50), "this is an HDF5 file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), r"Excel sheet \(.xls\); .*: save the sheet as CSV"),
        (b"MATLAB 5.0 MAT-file, Platform" + bytes(50), "this is a MATLAB file"),
        (b"\x93NUMPY\x01\x00" + bytes(50), r"a single NumPy array"),
        (b"MD\xfc\x03" + bytes(50), r"perhaps an Axivity recording \(CWA\)"),
        (b'{"t": [0, 1]}', "this is JSON"),
        (b"<html></html>", "this is XML or a web page"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_what_it_is(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(BadRecording, match=message):
        read(tmp_path, content)


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (["Accelerometer.csv", "Gyroscope.csv"], "a zip archive with Accelerometer.csv, Gyroscope.csv.*one by one"),
        (["[Content_Types].xml", "xl/workbook.xml"], r"an Excel sheet \(.xlsx\).*save the sheet as CSV"),
        (["mimetype", "content.xml"], "a LibreOffice document"),
        (["log.bin", "info.txt"], r"an ActiGraph recording \(GT3X\)"),
        (["song.mp3"], "a zip archive with song.mp3"),
    ],
)
def test_archives_are_called_what_they_are(tmp_path: Path, entries: list[str], message: str) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for entry in entries:
            archive.writestr(entry, "x")
    with pytest.raises(BadRecording, match=message):
        read(tmp_path, content.getvalue())


def test_a_tremor_from_milli_g_is_the_same_as_from_g(tmp_path: Path) -> None:
    columns = [NUMBERS[0], *floats(*LIMB.acceleration_g.T * 1000)]
    assert same(read(tmp_path, table("t_s,ax_mg,ay_mg,az_mg", columns))[0])
    assert same(read(tmp_path, table("t_s,ax_g,ay_g,az_g", columns), Asked(units=units_from("acceleration=mg")))[0])


def test_samples_in_counts_of_an_unknown_range_are_recognised_by_their_size(tmp_path: Path) -> None:
    columns = [NUMBERS[0], *floats(*LIMB.acceleration_g.T * 16_384)]
    with pytest.raises(BadRecording, match=r"median of 1...., as in raw counts .16384 in a g.*--range-g 2"):
        read(tmp_path, table("t_s,ax_g,ay_g,az_g", columns))


def test_counts_that_lost_their_sign_are_refused(tmp_path: Path) -> None:
    counts = (LIMB.acceleration_g * 16_384).round().astype(int) % 65_536
    unsigned = table("t_s,ax,ay,az", [NUMBERS[0], *counts.T.tolist()])
    with pytest.raises(BadRecording, match=r"counts of acceleration go up to 65...,.*-32768 to 32767.*subtract 65536"):
        read(tmp_path, unsigned, Asked(range_g=2))


def test_arrays_by_letter_are_not_left_alone_as_no_gyroscope(tmp_path: Path) -> None:
    path, shaken = tmp_path / "x.npz", LIMB.rotation_dps
    assert shaken is not None
    np.savez(path, t=LIMB.time_s, acc_g=LIMB.acceleration_g, p=shaken[:, 0], q=shaken[:, 1], r=shaken[:, 2])
    recording = Recording(path)
    with pytest.raises(BadRecording, match="arrays p, q, r look like a gyroscope's"):
        recording.settled(recording.portions())


def test_an_npz_file_without_a_gyroscope_says_so_beside_what_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    np.savez(path, t=LIMB.time_s, acc_g=LIMB.acceleration_g, temperature=LIMB.time_s)
    recording = Recording(path)
    recording.settled(recording.portions())
    assert recording.told == [
        "rotation: none found by its name, so the accelerometer alone is judged",
        "left alone: temperature",
    ]


@pytest.mark.parametrize(
    ("arrays", "asked", "message"),
    [
        (("t", "acc_g", "gyro"), AS_NAMED, "arrays gyro look like a gyroscope's, of unknown unit"),
        (("t", "acc_g", "w"), AS_NAMED, "arrays w look like a gyroscope's"),
        (("t", "acc", "gyr"), AS_NAMED, "no array acc_g .there: t, acc, gyr.*--units acceleration="),
        (("t", "acc_g", "x2"), AS_NAMED, "arrays x2 look like a gyroscope's"),
        (("t", "acc_g", "gx_dps"), AS_NAMED, "arrays gx_dps look like a gyroscope's"),
        (("time_ms", "acc_g", "gyro_dps"), AS_NAMED, ""),
        (("t", "acceleration", "rotation"), Asked(units=units_from("acceleration=g,rotation=dps")), ""),
    ],
)
def test_arrays_of_other_names_are_taken_or_refused(
    tmp_path: Path, arrays: tuple[str, str, str], asked: Asked, message: str
) -> None:
    path, time_s = tmp_path / "x.npz", LIMB.time_s * (1000 if arrays[0] == "time_ms" else 1)
    assert LIMB.rotation_dps is not None
    np.savez(path, **dict(zip(arrays, (time_s, LIMB.acceleration_g, LIMB.rotation_dps), strict=True)))  # type: ignore[arg-type]
    recording = Recording(path, asked)
    if message:
        with pytest.raises(BadRecording, match=message):
            recording.settled(recording.portions())
        return
    seen = recording.settled(recording.portions())
    assert same(seen)
    assert seen.rotation_dps is not None


def test_an_array_for_each_axis_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    np.savez(path, **dict(zip(("t", "ax_g", "ay_g", "az_g"), map(np.array, NUMBERS), strict=True)))  # type: ignore[arg-type]
    recording = Recording(path)
    assert same(recording.settled(recording.portions()))


@pytest.mark.parametrize("cell", ["", "nan", "1e9"])
def test_a_gyroscope_without_numbers_is_told(tmp_path: Path, cell: str) -> None:
    lines = [",".join([*line.split(",")[:4], cell, cell, cell]) for line in OWN.splitlines()[1:]]
    _, told = read(tmp_path, "\n".join([HEADER, *lines, ""]))
    assert told == ["rotation: missing or beyond all sense in 100 of 100 samples"]
