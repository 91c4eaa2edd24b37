"""Checks of rendering, encoding and torch, and of the programs that the tests start."""

import pytest
from django.core import checks

from evalsite.doctor import programs
from renderer import ffmpeg


def test_a_machine_without_graphics_drivers(tmp_path, monkeypatch):
    for variable in ("__EGL_VENDOR_LIBRARY_DIRS", "LIBGL_DRIVERS_PATH"):
        monkeypatch.setenv(variable, str(tmp_path))
    result = programs.rendering()
    assert result.level == checks.ERROR
    assert result.msg.startswith("rendering does not work: ")
    assert result.hint == "apt-get install libegl1 libgl1 libgl1-mesa-dri"


@pytest.fixture
def incomplete_ffmpeg(tmp_path, monkeypatch):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho ffmpeg version 1.0 Copyright\necho ' V....D libx264'\n")
    program.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(program))
    for cached in (ffmpeg.executable, ffmpeg.version):
        cached.cache_clear()
    yield
    for cached in (ffmpeg.executable, ffmpeg.version):
        cached.cache_clear()


def test_an_ffmpeg_without_an_encoder(incomplete_ffmpeg):
    result = programs.encoding()
    assert (result.level, result.msg) == (checks.ERROR, "ffmpeg 1.0 lacks aac")
    assert result.hint == "unset IMAGEIO_FFMPEG_EXE"


def test_a_torch_that_cannot_be_imported(tmp_path, monkeypatch):
    (tmp_path / "torch.py").write_text("raise OSError('libcudart.so.13: cannot open shared object file')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    result = programs.torch()
    assert result.level == checks.ERROR
    assert "torch can't be imported: OSError: libcudart.so.13" in result.msg


def test_the_gpu_is_named(tmp_path, monkeypatch):
    (tmp_path / "torch.py").write_text(
        "class cuda:\n is_available = lambda: True\n get_device_name = lambda _: 'A Card'\n"
        "class version:\n cuda = '13.0'\n__version__ = '2.13.0'"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert programs.torch().msg == "torch 2.13.0 uses A Card"


TEST_PROGRAMS = (programs.chromium, programs.postgresql, programs.redis_server)


@pytest.mark.parametrize("check", TEST_PROGRAMS)
def test_programs_for_tests_are_not_required_without_the_part_dev(monkeypatch, check):
    monkeypatch.setattr(programs, "is_installed", lambda _: False)
    result = check()
    assert (result.level, result.hint) == (checks.INFO, "make setup PARTS=dev")


@pytest.mark.parametrize(
    ("check", "package"), [*zip(TEST_PROGRAMS, ("chromium", "postgresql", "redis-server"), strict=True)]
)
def test_a_missing_program_can_be_installed(monkeypatch, check, package):
    monkeypatch.setattr(programs.shutil, "which", lambda *_, **__: None)
    result = check()
    assert (result.level, result.hint) == (checks.WARNING, f"apt-get install {package}")


def test_a_server_outside_the_path_is_found(monkeypatch):
    monkeypatch.setattr(programs.shutil, "which", lambda name, path=None: path is not None and f"/elsewhere/{name}")
    assert programs.postgresql() == programs.ok("the tests on PostgreSQL can run: /elsewhere/initdb")
