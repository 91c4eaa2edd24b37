"""What the doctor says of programs that are broken."""

import pytest

from evalsite.doctor import programs
from evalsite.doctor.diagnostics import Status
from renderer import ffmpeg


def test_a_machine_without_graphics_drivers_is_told_the_line(tmp_path, monkeypatch):
    for variable in ("__EGL_VENDOR_LIBRARY_DIRS", "LIBGL_DRIVERS_PATH"):
        monkeypatch.setenv(variable, str(tmp_path))
    found = programs.drawing()
    assert found.status is Status.BAD
    assert found.sentence.startswith("nothing can be drawn: ")
    assert found.remedy == "apt-get install libegl1 libgl1 libgl1-mesa-dri"


@pytest.fixture
def poor_ffmpeg(tmp_path, monkeypatch):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho ffmpeg version 1.0 Copyright\necho ' V....D libx264'\n")
    program.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(program))
    for cached in (ffmpeg.executable, ffmpeg.version):
        cached.cache_clear()
    yield
    for cached in (ffmpeg.executable, ffmpeg.version):
        cached.cache_clear()


def test_an_ffmpeg_that_lacks_an_encoder_is_told(poor_ffmpeg):
    found = programs.encoding()
    assert (found.status, found.sentence) == (Status.BAD, "ffmpeg 1.0 lacks aac")
    assert found.remedy == "unset IMAGEIO_FFMPEG_EXE"


def test_a_torch_that_does_not_start_is_told(tmp_path, monkeypatch):
    (tmp_path / "torch.py").write_text("raise OSError('libcudart.so.13: cannot open shared object file')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = programs.computing()
    assert found.status is Status.BAD
    assert "torch can't be started: OSError: libcudart.so.13" in found.sentence


def test_a_graphics_card_is_named(tmp_path, monkeypatch):
    (tmp_path / "torch.py").write_text(
        "class cuda:\n is_available = lambda: True\n get_device_name = lambda _: 'A Card'\n"
        "class version:\n cuda = '13.0'\n__version__ = '2.13.0'"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert programs.computing().sentence == "torch 2.13.0 computes on A Card"
