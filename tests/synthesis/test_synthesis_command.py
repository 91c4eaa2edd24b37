import subprocess
import sys

import numpy as np
import pytest
import soundfile

from face import arkit, fap_file, npz_file
from face.motion import FapMotion, MarkerMotion
from synthesis import checkpoint
from tests.command_line import run_package
from tests.face.sound import sounds
from tests.synthesis import cards, faces

RUN = "import runpy; runpy.run_module('synthesis', run_name='__main__', alter_sys=True)"
WITHOUT = """
import sys
class Absent:
    def find_spec(name, path=None, target=None):
        if name in ("torch", "safetensors", "librosa", "opensmile", "soundfile"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent)
"""


def run(*arguments):
    return run_package("synthesis", *arguments)


@pytest.fixture
def wav(tmp_path):
    times = np.arange(24_000) / 24_000
    soundfile.write(tmp_path / "a.wav", 0.3 * np.sin(times * 900) * np.sin(times * 20), 24_000)
    return tmp_path / "a.wav"


def test_retarget_needs_neither_torch_nor_the_speech_packages(tmp_path):
    npz_file.save(faces.motion(faces.noise(1)), tmp_path / "m.npz")
    arguments = ["retarget", tmp_path / "m.npz", tmp_path / "m.fap", "--fps", "30"]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT + RUN, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert fap_file.read(tmp_path / "m.fap").motion.rate == 30


def test_retarget_keeps_the_markers_in_npz_and_writes_arkit_in_csv(tmp_path):
    npz_file.save(faces.motion(faces.noise(1)), tmp_path / "m.npz")
    for out in ("f.npz", "f.csv"):
        assert run("retarget", tmp_path / "m.npz", tmp_path / out).returncode == 0
    assert npz_file.load(FapMotion, tmp_path / "f.npz").moved.shape == (50, 46, 3)
    curves = arkit.read_csv(tmp_path / "f.csv")
    assert (len(curves.weights), curves.rate) == (50, 25)


def test_arkit_converts_faps_to_blend_shapes(tmp_path):
    mask = " ".join("1" if number == 3 else "0" for number in range(1, 69))
    (tmp_path / "m.fap").write_text(f"2.1 m 25 1\n{mask}\n7 600")
    done = run("arkit", tmp_path / "m.fap", tmp_path / "m.csv")
    assert done.returncode == 0, done.stderr
    assert "sparse" in done.stderr
    assert arkit.read_csv(tmp_path / "m.csv").weights[0, arkit.BLEND_SHAPES.index("jawOpen")] > 0.8


def test_animate_writes_faps_markers_and_arkit(tmp_path, wav):
    sample = cards.checkpoint()
    checkpoint.save(tmp_path / "c", sample.network, sample.card)
    more = ("--markers", tmp_path / "a.npz", "--arkit", tmp_path / "a.csv")
    done = run("animate", wav, tmp_path / "a.fap", "--checkpoint", tmp_path / "c", *more)
    assert done.returncode == 0, done.stderr
    assert len(arkit.read_csv(tmp_path / "a.csv").weights) == 25
    assert len(fap_file.read(tmp_path / "a.fap").motion) == 25
    assert len(npz_file.load(MarkerMotion, tmp_path / "a.npz")) == 120


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("retarget", "none.npz", "out.fap"), "none.npz does not exist"),
        (("retarget", "none.npz", "out.fap", "--fps", "0"), "frame rate from 1 to 1000"),
        (("animate", "none.wav", "no/where.fap", "--checkpoint", "c"), "no is not a folder"),
        (("animate", "none.wav", "out.fap", "--checkpoint", "none"), "none.wav is not a file"),
        (("features", "none.wav", "out.npz"), "none.wav"),
    ],
)
def test_invalid_input_is_one_sentence_and_writes_no_file(tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_what_was_repaired_is_said_before_anything_is_computed_and_silence_is_refused(tmp_path):
    speech = sounds.speech_like(1.0, rate=24_000)
    soundfile.write(tmp_path / "phase.wav", sounds.opposite_phase(speech), 24_000)
    soundfile.write(tmp_path / "silent.wav", np.zeros(24_000), 24_000)
    done = run("animate", tmp_path / "phase.wav", tmp_path / "a.fap", "--checkpoint", tmp_path / "none")
    assert "phase.wav: its channels have opposite phase" in done.stderr
    assert "none can't be read" in done.stderr
    done = run("animate", tmp_path / "silent.wav", tmp_path / "a.fap", "--checkpoint", tmp_path / "none")
    assert done.returncode == 2
    assert "silent.wav is silent" in done.stderr
