import contextlib
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.parameters import PARAMETERS
from device.recordings.files import BadRecording, read_recording
from device.recordings.time_order import in_order
from device.signals.samples import Samples

HEADER = "t_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps"
ROW = "0.01,0.1,0.2,0.98,1,2,3"


def read(path: Path) -> Samples:
    parts = list(read_recording(path))
    rotation = [part.rotation_dps for part in parts if part.rotation_dps is not None]
    return Samples(
        np.concatenate([part.time_s for part in parts]),
        np.concatenate([part.acceleration_g for part in parts]),
        np.concatenate(rotation) if rotation else None,
    )


def csv_file(folder: Path, *lines: str) -> Path:
    path = folder / "recording.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def npz_file(folder: Path, **arrays: np.ndarray) -> Path:
    path = folder / "recording.npz"
    np.savez(path, **arrays)  # type: ignore[arg-type]  # names as they come
    return path


def numbers(*shape: int) -> np.ndarray:
    return np.arange(np.prod(shape), dtype=float).reshape(shape)


def test_a_csv_file_becomes_samples(tmp_path: Path) -> None:
    samples = read(csv_file(tmp_path, HEADER, ROW, "0.02,0,0,1,4,5,6"))
    assert samples.time_s.tolist() == [0.01, 0.02]
    assert samples.acceleration_g.tolist() == [[0.1, 0.2, 0.98], [0, 0, 1]]
    assert samples.rotation_dps is not None
    assert samples.rotation_dps.tolist() == [[1, 2, 3], [4, 5, 6]]


def test_columns_may_stand_in_any_order_among_others(tmp_path: Path) -> None:
    samples = read(csv_file(tmp_path, "label, az_g,ay_g,ax_g,t_s", "walking,3,2,1,0"))
    assert samples.acceleration_g.tolist() == [[1, 2, 3]]
    assert samples.rotation_dps is None


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEADER}\r\n{ROW}\r\n\r\n".encode())
    assert len(read(path)) == 1


def test_empty_cells_are_missing_values(tmp_path: Path) -> None:
    samples = read(csv_file(tmp_path, HEADER, ROW, "0.02,,0,1,nan,5,6"))
    assert np.isnan(samples.acceleration_g[1, 0])
    assert samples.rotation_dps is not None
    assert np.isnan(samples.rotation_dps[1, 0])


@pytest.mark.costly
def test_a_long_file_comes_in_portions(tmp_path: Path) -> None:
    rows = [f"{n / 100},0,0,1" for n in range(50_000)]
    sizes = [len(part) for part in read_recording(csv_file(tmp_path, "t_s,ax_g,ay_g,az_g", *rows))]
    assert sum(sizes) == 50_000
    assert max(sizes) < 50_000


def test_an_npz_file_becomes_samples(tmp_path: Path) -> None:
    path = npz_file(
        tmp_path, t=numbers(4) / 100, acc_g=numbers(4, 3).astype("float32"), gyr_dps=numbers(4, 3).astype(int)
    )
    samples = read(path)
    assert len(samples) == 4
    assert samples.acceleration_g.dtype == np.float64
    assert samples.rotation_dps is not None
    assert samples.rotation_dps[3].tolist() == [9, 10, 11]


def test_an_npz_file_may_have_no_gyroscope(tmp_path: Path) -> None:
    assert read(npz_file(tmp_path, t=numbers(4) / 100, acc_g=numbers(4, 3))).rotation_dps is None


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([""], "no column t_s, ax_g, ay_g, az_g in the header line .the first line is empty."),
        (["0,1,2,3", "0.01,1,2,3"], "no column t_s, .* .the first line has numbers, no names."),
        (["t_s,ax_g,ay_g", "0,1,2"], "no column az_g in the header line .there: t_s, ax_g, ay_g."),
        (
            ["t_s,ax_g,ay_g,az_g,ax_mps2", "0,1,2,3,4"],
            "column ax_g appears twice in the header line, as ax_g and ax_mps2",
        ),
        ([HEADER.replace("ay_g", "ay_mps2"), ROW, "0.02,0,oops,1,4,5,6"], "column ay_mps2: expected a number"),
        (["time,x,y,z", "0,1,2,3"], "there: time, x, y, z"),
        (["t_s,ax_g,ay_g,az_g,gx_dps", "0,1,2,3,4"], "no column gy_dps, gz_dps"),
        (["t_s,ax_g,ay_g,az_g,gx,gy,gz"], "columns gx, gy, gz look like a gyroscope's"),
        (["t_s,t_s,ax_g,ay_g,az_g"], "column t_s appears twice"),
        ([HEADER], "no samples"),
        ([HEADER, ",,,,,,", "1,nan,nan,nan,1,2,3"], "no samples"),
        ([HEADER, ROW, "", "0.02,0,oops,1,4,5,6"], "line 4, column ay_g: expected a number, got 'oops'"),
        ([HEADER, ROW, "0.02,0.1"], "line 3: ends before column ay_g"),
        ([HEADER, *(f"{10 * n},0,0,1,1,2,3" for n in range(9))], "times rise by 10 .*are the times in ms"),
        (
            [HEADER, "1e300,0,0,1,1,2,3", "0,1e300,0,1,1,2,3", "0,0,0,16384,1,2,3", "0,0,0,-16384,1,2,3"],
            "no samples.* that make sense",
        ),
        ([HEADER.replace(",", ";").replace("t_s", "when"), "0;1;2;3;4;5;6"], "no column t_s.*semicolons between"),
    ],
)
def test_a_wrong_csv_file_is_explained(tmp_path: Path, lines: list[str], message: str) -> None:
    with pytest.raises(BadRecording, match=message):
        read(csv_file(tmp_path, *lines))


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"acc": numbers(4, 3)}, "no array t, acc_g .there: acc."),
        ({"t": numbers(4), "acc_g": numbers(3, 4)}, "acc_g: expected the shape .4, 3., got .3, 4."),
        ({"t": numbers(4, 1), "acc_g": numbers(4, 3)}, "array t: expected the shape"),
        ({"t": numbers(4), "acc_g": numbers(4, 3), "gyr_dps": numbers(4)}, "gyr_dps: expected the shape"),
        ({"t": np.array(["a", "b"]), "acc_g": numbers(2, 3)}, "array t: expected numbers"),
        ({"t": np.array([None, 1]), "acc_g": numbers(2, 3)}, "damaged NPZ file"),
        (
            {"t": numbers(4), "acc_g": numbers(4, 3), "acc_mps2": numbers(4, 3)},
            "array acc_g appears twice in the file, as acc_g and acc_mps2: keep one of them",
        ),
        (
            {"t": numbers(4), "acc_g": numbers(4, 3), "gyr_radps": numbers(4, 3), "gyr_dps": numbers(4, 3)},
            "array gyr_dps appears twice in the file, as gyr_radps and gyr_dps",
        ),
        ({"t": numbers(0), "acc_g": numbers(0, 3)}, "no samples"),
        ({"t": numbers(2), "acc_g": np.full((2, 3), np.nan)}, "no samples"),
    ],
)
def test_a_wrong_npz_file_is_explained(tmp_path: Path, arrays: dict[str, np.ndarray], message: str) -> None:
    with pytest.raises(BadRecording, match=message):
        read(npz_file(tmp_path, **arrays))


@pytest.mark.parametrize("name", ["recording.npz", "recording.csv"])
def test_an_empty_file_is_called_empty(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(BadRecording, match=r"^the file is empty: copy or export it again$"):
        read(tmp_path / name)


def test_a_file_that_only_its_name_calls_npz_is_not_held_against_columns(tmp_path: Path) -> None:
    (tmp_path / "recording.npz").write_bytes(bytes(500))
    with pytest.raises(BadRecording, match=r"^named as NPZ, but it does not start as NPZ files do: ") as raised:
        read(tmp_path / "recording.npz")
    assert "column" not in str(raised.value)


def test_an_array_that_could_only_be_read_unsafely_is_explained_and_nobody_is_told_to(tmp_path: Path) -> None:
    with pytest.raises(BadRecording, match=r"expected arrays of numbers.*: copy or export it again") as raised:
        read(npz_file(tmp_path, t=np.array([None, 1]), acc_g=numbers(2, 3)))
    assert "pickle" not in str(raised.value)


def test_a_file_that_is_not_there_is_explained(tmp_path: Path) -> None:
    with pytest.raises(BadRecording, match="no such file"):
        read(tmp_path / "nowhere.csv")


def test_a_folder_is_explained(tmp_path: Path) -> None:
    with pytest.raises(BadRecording, match="a folder"):
        read(tmp_path)


def test_another_zip_file_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
        archive.writestr("t", "not an array")
    with pytest.raises(BadRecording, match="no array acc_g"):
        read(path)


NPZ = io.BytesIO()
np.savez_compressed(NPZ, t=numbers(50), acc_g=numbers(50, 3), gyr_dps=numbers(50, 3))


@given(st.data())
def test_a_damaged_npz_file_is_explained_or_read(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = bytearray(NPZ.getvalue())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    explained_or_read(tmp_path_factory, bytes(content[: data.draw(st.integers(2, len(content)))]))


@given(st.binary(max_size=200))
def test_binary_rubbish_is_explained(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    explained_or_read(tmp_path_factory, content)


@given(st.text(alphabet="0123456789.,-+eE \nnaif\"'\x00", max_size=80))
def test_any_text_below_the_header_is_explained_or_read(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    explained_or_read(tmp_path_factory, f"{HEADER}\n{content}".encode())


NAMES = ["t_s", "ax_g", "ay_g", "az_g", "gx_dps", "wx", "time", "t_ms", "x", "y", "z", "accX (g)", "temp", "ax_mg"]
OTHER_NAMES = ["Gyroscope x (rad/s)", "ax_mps2", "label", "", '"']
VALUES = [
    "0",
    "1",
    "0.5",
    "-1e9",
    "1,5",
    "nan",
    "inf",
    "1_0",
    "oops",
    "12:00:01.5",
    "2026-03-02 09:14:05.1",
    "4294967295",
]
CELLS = st.sampled_from([*NAMES, *OTHER_NAMES, *VALUES])
TABLES = st.lists(st.lists(CELLS, max_size=8), max_size=12)


@given(rows=TABLES, between=st.sampled_from([",", ";", "\t", " ", ", "]), encoding=st.sampled_from(["utf-8", "utf-16"]))
def test_any_table_is_explained_or_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], between: str, encoding: str
) -> None:
    explained_or_read(tmp_path_factory, "\n".join(between.join(row) for row in rows).encode(encoding))


@given(rows=st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=30))
def test_any_cells_below_a_header_are_explained_or_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    lines = ["time;accX (g);accY (g);accZ (g)", *(";".join(row) for row in rows)]
    explained_or_read(tmp_path_factory, "\n".join(lines).encode())


def explained_or_read(folders: pytest.TempPathFactory, content: bytes) -> None:
    """What is read has rising times, once it is in order."""
    path = folders.getbasetemp() / "any"
    path.write_bytes(content)
    with contextlib.suppress(BadRecording):
        ordered = in_order(read_recording(path), PARAMETERS.sampling)
        assert (np.diff(ordered.samples.time_s) > 0).all()
