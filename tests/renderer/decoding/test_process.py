"""Files are decoded in a process of its own, which may end, hang or be hit by anything."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from face.errors import InputError
from renderer.decoding import process
from tests.awkward_videos.recipes import encode

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    return encode(tmp_path_factory.mktemp("video") / "a.mp4", seconds=0.4, sound_seconds=0.4)


@pytest.fixture(autouse=True)
def own_processes(monkeypatch):
    """Begin each test without the processes that other tests left waiting."""
    idle = {}
    monkeypatch.setattr(process, "_idle", idle)
    yield
    for decoder in idle.get(os.getpid(), ()):
        decoder.close()


def idle_process():
    (decoder,) = process._idle[os.getpid()]  # noqa: SLF001 - what no caller needs
    return decoder._process  # noqa: SLF001


def test_one_process_reads_file_after_file(video):
    first = process.read_media(video, "video")
    pid = idle_process().pid
    assert process.read_media(video, "video") == first
    assert idle_process().pid == pid


def test_a_process_that_was_ended_meanwhile_is_replaced(video):
    process.read_media(video, "video")
    idle_process().kill()
    while idle_process().poll() is None:
        time.sleep(0.01)
    assert process.read_media(video, "video").picture.frames == 10


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read(video, monkeypatch):
    process.read_media(video, "video")
    idle_process().send_signal(signal.SIGSTOP)
    monkeypatch.setattr(process, "TIMEOUT_SECONDS", 0.05)
    with pytest.raises(InputError, match="clip-3 makes the decoder fail; give an undamaged file"):
        process.read_media(video, "video", "clip-3")
    monkeypatch.undo()
    assert process.read_media(video, "video").picture.frames == 10


def test_the_process_ends_with_its_program(video):
    script = (
        "import os, sys; from pathlib import Path; from renderer.decoding import process;"
        "process.read_media(Path(sys.argv[1]), 'video'); print(process._idle[os.getpid()][0]._process.pid)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, str(video)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not done.stderr
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_other_files_are_never_opened(video, tmp_path):
    """A playlist and a script name a readable video, and are refused all the same."""
    for name, content in {
        "list.mp4": f"#EXTM3U\n#EXTINF:1,\n{video.as_uri()}\n",
        "script.mp4": f"ffconcat version 1.0\nfile {video}\n",
    }.items():
        path = tmp_path / name
        path.write_text(content)
        with pytest.raises(InputError, match=f"{name} is not a readable video"):
            process.read_media(path, "video")
        with pytest.raises(InputError, match=f"{name} holds no sound"):
            process.read_media(path, "sound")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"missing\.mp4 does not exist; check the path"):
        process.read_media(tmp_path / "missing.mp4", "video")
