"""Awkward motion files."""

import io
import json
import pickle
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np

from bench.inputs import samples
from bench.inputs.alterations import written
from bench.inputs.awkward import AwkwardFile
from face.motion_reading import ReadOptions, read_motion_file
from face.motion_summary import motion_seconds
from face.vertex_motion import VertexMotion


def _read(path: Path, options: ReadOptions) -> str:
    file = read_motion_file(path, options)
    motion = file.motion
    what = f"{len(motion)} frames, {motion.rate:g} Hz, {motion_seconds(motion):.2f} s"
    if isinstance(motion, VertexMotion):
        what += f", {motion.positions.shape[1]} vertices"
    # Most samples have one column: that the other 51 are missing is said each time.
    notes = [note for note in file.notes if not note.startswith("columns are missing")]
    return "; ".join([what, *notes])


def _motion(  # noqa: PLR0913 - a row of the table
    name: str, made: str, right: str, file: str, make: Callable[[Path], object], expected: str, *,
    refused: bool = False, **options: str,
) -> AwkwardFile:  # fmt: skip
    def read(path: Path) -> str:
        return _read(path, ReadOptions(**{key: path.parent / value for key, value in options.items()}))

    return AwkwardFile(name, made, right, file, make, read, expected, refused)


def _csv(times: list[str], *, header: str = "Timecode", column: str = "JawOpen", scale: float = 1.0) -> str:
    values = scale * np.abs(np.sin(np.arange(len(times)) / 5))
    return f"{header},{column}\n" + "".join(f"{time},{value:.4f}\n" for time, value in zip(times, values, strict=True))


def _timecodes(count: int, rate: int) -> list[str]:
    return [f"01:00:{index // rate:02d}:{index % rate:02d}.000" for index in range(count)]


def _repeated_row() -> str:
    rows = _csv(_timecodes(90, 30)).splitlines()
    return "\n".join([*rows[:40], rows[39], *rows[40:]]) + "\n"


def _two_takes() -> str:
    one = _csv([f"{index / 30:.4f}" for index in range(30)], header="Time")
    return one + "\n".join(one.splitlines()[1:]) + "\n"


def _whole_seconds() -> str:
    return _csv([f"01:00:{index // 25:02d}" for index in range(75)])


MASK = " ".join("1" if number == 2 else "0" for number in range(68))
FAP_TEXT = "2.1 a 25 3\n" + "".join(f"{MASK}\n{index} {100 * index}\n" for index in range(3))


def _zip_bomb(folder: Path) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": (2**34,)})
    samples.fap_arrays(folder)
    with zipfile.ZipFile(folder / "a.npz") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(folder / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in (members | {"values.npy": header.getvalue() + bytes(2**24)}).items():
            archive.writestr(name, member)


def _huge_npy(folder: Path) -> None:
    samples.vertices(folder)
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": (2**34, 64, 3)})
    (folder / "a.npy").write_bytes(header.getvalue() + bytes(100))


def _objects(folder: Path) -> None:
    samples.vertices(folder)
    np.save(folder / "a.npy", np.full((3, 192), _Command(), object), allow_pickle=True)


class _Command:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return import_module("os").system, ("touch executed",)


def _parameters(folder: Path) -> None:
    np.savez(folder / "a.npz", exp=np.zeros((6, 50)), pose=np.zeros((6, 6)))


def _ragged_audio2face(folder: Path) -> None:
    samples.audio2face(folder)
    document = json.loads((folder / "a.json").read_text())
    document["weightMat"][3] = document["weightMat"][3][:10]
    (folder / "a.json").write_text(json.dumps(document))


def _vertices_of_another_head(folder: Path) -> None:
    samples.vertices(folder)
    np.save(folder / "a.npy", np.zeros((5, 99), np.float32))


SECONDS = [f"{index / 30:.4f}" for index in range(30)]
MOTIONS = (
    _motion(
        "a row twice",
        "ARKit CSV, 30 Hz, row 40 written again",
        "merged; 30 Hz, 3 s",
        "a.csv",
        written("a.csv", _repeated_row()),
        r"90 frames, 30 Hz.*1 row is left out as a copy",
    ),
    _motion(
        "whole seconds",
        "timecodes without frames, 25 rows a second",
        "25 Hz, 3 s",
        "a.csv",
        written("a.csv", _whole_seconds()),
        r"25 Hz, (2\.9|3\.0)",
    ),
    _motion(
        "counted to 12",
        "frame part of the timecode counts to 12",
        "even at 12 Hz",
        "a.csv",
        written("a.csv", _csv(_timecodes(36, 12))),
        r"36 frames, 12 Hz",
    ),
    _motion(
        "prefixed columns",
        "blendShapes.JawOpen, as Audio2Face-3D writes",
        "read",
        "a.csv",
        written("a.csv", _csv(SECONDS, header="timeCode", column="blendShapes.JawOpen")),
        r"30 frames, 30 Hz",
    ),
    _motion(
        "semicolons",
        "semicolons and decimal commas",
        "read",
        "a.csv",
        written("a.csv", _csv(SECONDS, header="Time").replace(",", ";").replace(".", ",")),
        r"30 frames, 30 Hz",
    ),
    _motion(
        "percent",
        "values from 0 to 100",
        "divided by 100, said",
        "a.csv",
        written("a.csv", _csv(SECONDS, header="Time", scale=100)),
        r"30 frames.*(100|percent)",
    ),
    _motion(
        "milliseconds",
        "column timestamp_ms",
        "30 Hz",
        "a.csv",
        written("a.csv", _csv([f"{index * 1000 / 30:.2f}" for index in range(30)], header="timestamp_ms")),
        r"30 frames, 30 Hz",
    ),
    _motion(
        "two takes",
        "the times start again in the middle",
        "refused, naming both and --take",
        "a.csv",
        written("a.csv", _two_takes()),
        r"2 takes.*--take",
        refused=True,
    ),
    _motion(
        "no times",
        "a column of values alone",
        "60 Hz, as by Live Link Face, said",
        "a.csv",
        written("a.csv", "JawOpen\n0.1\n0.5\n0.2\n"),
        r"3 frames, 60 Hz.*assumed",
    ),
    _motion(
        "foreign columns",
        "columns that are no blend shapes",
        "refused",
        "a.csv",
        written("a.csv", "Time,speed,x\n0,1,2\n0.1,2,3\n"),
        r".",
        refused=True,
    ),
    _motion(
        "UTF-16",
        "saved by a spreadsheet as Unicode",
        "read",
        "a.csv",
        written("a.csv", _csv(SECONDS, header="Time").encode("utf-16")),
        r"30 frames, 30 Hz",
    ),
    _motion("an empty file", "no bytes", "refused", "a.csv", written("a.csv", b""), r".", refused=True),
    _motion(
        "not a number",
        "the word nan in a cell",
        "held or refused, said",
        "a.csv",
        written("a.csv", _csv(SECONDS, header="Time").replace("0.1987", "nan")),
        r"(?i)nan|missing|number|empty",
    ),
    _motion(
        "FAPs at 0 Hz",
        "a header that claims 0 frames a second",
        "refused",
        "a.fap",
        written("a.fap", FAP_TEXT.replace(" 25 ", " 0 ")),
        r".",
        refused=True,
    ),
    _motion(
        "FAPs cut off",
        "the last line is half there",
        "refused, naming the line",
        "a.fap",
        written("a.fap", FAP_TEXT[:-5]),
        r"line 7",
        refused=True,
    ),
    _motion(
        "ragged rows",
        "a row of Audio2Face's matrix is short",
        "refused",
        "a.json",
        _ragged_audio2face,
        r".",
        refused=True,
    ),
    _motion(
        "JSON nested deeply",
        "5000 opening brackets",
        "refused",
        "a.json",
        written("a.json", "[" * 5000),
        r"nested",
        refused=True,
    ),
    _motion(
        "vertices alone",
        "FaceFormer's .npy without a template",
        "refused, naming --template",
        "a.npy",
        lambda folder: np.save(folder / "a.npy", np.zeros((3, 15_069), np.float32)),
        r"--template",
        refused=True,
    ),
    _motion(
        "vertices of another head",
        "33 vertices, template of 64",
        "refused, with both numbers",
        "a.npy",
        _vertices_of_another_head,
        r"33.*64|64.*33",
        refused=True,
        template="template.obj",
    ),
    _motion(
        "an array that claims 13 TB",
        "a header of shape (2^34, 64, 3)",
        "refused without memory",
        "a.npy",
        _huge_npy,
        r".",
        refused=True,
        template="template.obj",
    ),
    _motion(
        "Python objects",
        "an .npy that runs a command when unpickled",
        "refused, nothing runs",
        "a.npy",
        _objects,
        r"Python objects",
        refused=True,
        template="template.obj",
    ),
    _motion(
        "a zip bomb", "an .npz that claims 64 GB", "refused without memory", "a.npz", _zip_bomb, r".", refused=True
    ),
    _motion(
        "a pickle that runs a command",
        "FLAME's parameters as a malicious .pkl",
        "refused, nothing runs",
        "a.pkl",
        lambda folder: (folder / "a.pkl").write_bytes(pickle.dumps(_Command())),
        r".",
        refused=True,
    ),
    _motion(
        "parameters alone",
        "FLAME's parameters without a model",
        "refused, naming --model",
        "a.npz",
        _parameters,
        r"--model",
        refused=True,
    ),
    _motion(
        "a still face",
        "a curve that never changes",
        "read, said",
        "a.csv",
        written("a.csv", "Time,JawOpen\n" + "".join(f"{time},0.5\n" for time in SECONDS)),
        r"nothing moves",
    ),
    _motion(
        "another suffix",
        "a motion called a.motion",
        "refused, naming the known ones",
        "a.motion",
        written("a.motion", FAP_TEXT),
        r"\.fap",
        refused=True,
    ),
)
