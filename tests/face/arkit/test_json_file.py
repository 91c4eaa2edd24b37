"""JSON files of blend shape weights, in the layouts that programs write."""

import json

import numpy as np
import pytest

from face.arkit import BLEND_SHAPES, read_json
from face.arkit.json_file import MAX_BYTES, MAX_PARTS
from face.errors import InputError
from face.reading.options import ReadOptions

JAW = BLEND_SHAPES.index("jawOpen")
VALUES = np.round(np.linspace(0, 0.9, 30), 3).tolist()


def read(tmp_path, document, **options):
    path = tmp_path / "c.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return read_json(path, ReadOptions(**options))


def category(name, score):
    return {"index": 1, "score": score, "categoryName": name, "displayName": ""}


def categories(jaw_open):
    return [category("_neutral", 0), category("jawOpen", jaw_open)]


AUDIO2FACE = {
    "exportFps": 30.0,
    "trackPath": "a.wav",
    "numPoses": 2,
    "numFrames": 30,
    "facsNames": ["browInnerUp", "jawOpen"],
    "weightMat": [[0, value] for value in VALUES],
    "joints": [],
    "rotations": [],
    "translations": [],
}
LAYOUTS = {
    "Audio2Face": AUDIO2FACE,
    "inside an answer": {"id": "x", "success": True, "blendshape": AUDIO2FACE},
    "BEAT": {
        "names": ["jawOpen", "browDown_L"],
        "frames": [{"weights": [value, 0], "time": i / 30, "rotation": []} for i, value in enumerate(VALUES)],
    },
    "LAM": {
        "names": ["jawOpen"],
        "metadata": {"fps": 30, "frame_count": 30},
        "frames": [{"weights": [value], "rotation": []} for value in VALUES],
    },
    "MediaPipe in a browser": [
        {"timestamp": 1000 / 30 * i, "faceBlendshapes": [{"headIndex": 0, "categories": categories(value)}]}
        for i, value in enumerate(VALUES)
    ],
    "MediaPipe in Python": {
        "fps": 30,
        "frames": [{"face_blendshapes": [[{"category_name": "jawOpen", "score": value}]]} for value in VALUES],
    },
    "name and score": [
        {"timestamp_ms": 1700000000000 + 1000 / 30 * i, "blendshapes": [{"name": "jawOpen", "score": value}]}
        for i, value in enumerate(VALUES)
    ],
    "weights by name": [{"time": i / 30, "blendshapes": {"jawOpen": value}} for i, value in enumerate(VALUES)],
    "flat": {"frame_rate": 30, "frames": [{"frame": i, "jawOpen": value} for i, value in enumerate(VALUES)]},
    "curves": {"time": [i / 30 for i in range(30)], "jawOpen": VALUES, "mouthClose": [0] * 30},
    "times beside the frames": {
        "blendshape_names": ["jawOpen"],
        "timestamps": [i / 30 for i in range(30)],
        "weights": [[value] for value in VALUES],
    },
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_the_same_motion(tmp_path, layout):
    curves = read(tmp_path, LAYOUTS[layout])
    np.testing.assert_allclose(curves.weights[:, JAW], VALUES, atol=1e-6)
    np.testing.assert_allclose(curves.times, np.arange(30) / 30, atol=1e-6)
    assert curves.rate == 30
    assert not any("assumed" in note for note in curves.notes)


def test_azure_speech_has_60_frames_a_second_in_arkits_order(tmp_path):
    row = [0.0] * 55
    row[JAW] = 0.5
    curves = read(tmp_path, [{"FrameIndex": start, "BlendShapes": [row] * 30} for start in (0, 30)])
    assert (curves.weights[:, JAW].tolist(), curves.rate) == ([0.5] * 60, 60)
    assert curves.given.all()


def test_what_is_left_out_of_audio2face_is_noted(tmp_path):
    notes = read(tmp_path, {**AUDIO2FACE, "numFrames": 31, "rotations": [[[0, 0, 0, 1]]] * 30}).notes
    assert "the file says that it has 31 frames; it holds 30" in notes
    assert "the joints' rotations and translations are left out" in notes


def test_a_given_rate_counts_more_than_the_files(tmp_path):
    curves = read(tmp_path, AUDIO2FACE, rate=60)
    assert curves.rate == 60
    assert "the file says 30 frames per second; 60 are given and taken" in curves.notes


def test_times_count_more_than_the_files_own_rate(tmp_path):
    frames = [{"time": i / 60, "jawOpen": value} for i, value in enumerate(VALUES)]
    curves = read(tmp_path, {"fps": 30, "frames": frames})
    assert curves.rate == 60
    assert any("the file says 30 frames per second, its times say otherwise" in note for note in curves.notes)


def test_only_the_first_face_counts(tmp_path):
    face = [{"category_name": "jawOpen", "score": 0.5}]
    curves = read(tmp_path, {"fps": 30, "frames": [{"face_blendshapes": [face, face]}, {"face_blendshapes": [face]}]})
    assert "1 frames hold more than one face; the first counts" in curves.notes


def test_frames_without_a_face_hold_the_last_weights(tmp_path):
    frames = [{"time": 0, "blendshapes": {"jawOpen": 0.5}}, {"time": 0.04, "blendshapes": {}}]
    curves = read(tmp_path, frames)
    assert curves.weights[:, JAW].tolist() == [0.5, 0.5]
    assert any("the last value is held" in note for note in curves.notes)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("", "is not valid JSON"),
        ("{", "is not valid JSON"),
        ("[" * 100_000, "is nested too deeply"),
        ("[1" + "0" * 5000 + "]", "is not valid JSON: Exceeds the limit"),
        ([], "holds no blend shapes in a known layout"),
        (7, "holds no blend shapes in a known layout"),
        ([[0.1] * 52] * 3, "holds no blend shapes in a known layout"),
        ({"facsNames": ["jawDrop", "browLowerL"], "weightMat": [[0, 0]]}, "no column is an ARKit blend shape"),
        ({"facsNames": ["jawOpen"], "weightMat": []}, "the file holds no frame"),
        ({"facsNames": ["jawOpen", "jawLeft"], "weightMat": [[0, 0], [0]]}, "frame 2 holds 1 weights for 2 names"),
        ({"facsNames": ["jawOpen", "jawOpen"], "weightMat": [[0, 0]]}, "the name 'jawOpen' stands there twice"),
        ({"facsNames": ["jawOpen"], "weightMat": [[0], ["x"]]}, "frame 2: jawOpen is not a number but 'x'"),
        ({**AUDIO2FACE, "exportFps": 0}, "exportfps is 0, which is no number of frames per second"),
        ({"jawOpen": [0, 1], "jawLeft": [0]}, "jawLeft has 1 weights, other blend shapes have 2"),
        ([{f"name{i}": 0, "jawOpen": 1} for i in range(6000)], "more than 5000 names"),
    ],
)
def test_unreadable_files_are_refused_with_a_reason(tmp_path, document, message):
    with pytest.raises(InputError, match=rf"c\.json: {message}"):
        read(tmp_path, document)


def test_missing_and_large_files_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"gone\.json: can't be read: No such file"):
        read_json(tmp_path / "gone.json")
    with (tmp_path / "large.json").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(InputError, match="is larger than 64 MB"):
        read_json(tmp_path / "large.json")
    (tmp_path / "many.json").write_bytes(b"[" + b"{}," * MAX_PARTS + b"{}]")
    with pytest.raises(InputError, match="more than 3000000 lists and objects"):
        read_json(tmp_path / "many.json")


def test_a_curve_called_like_a_time_holds_no_time(tmp_path):
    names = ["numFrames", "jawOpen"]
    motion = read(tmp_path, AUDIO2FACE | {"facsNames": names})
    assert len(motion.weights) == 30
