"""A file's name in the store is the digest of its bytes."""

import hashlib

import pytest

from evalsite import store
from face.errors import InputError


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.STORE = tmp_path / "store"


def test_a_file_is_found_by_its_digest():
    with store.workspace() as folder:
        (folder / "video.mp4").write_bytes(b"moving")
        digest = store.add(folder / "video.mp4")
    assert digest == hashlib.sha256(b"moving").hexdigest()
    assert store.path(digest).read_bytes() == b"moving"


def test_a_folder_that_cannot_be_created(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.STORE = tmp_path / "file" / "store"
    with (
        pytest.raises(InputError, match=r"can't create the store .*: Not a directory"),
        store.workspace(),
    ):
        pass


def test_the_same_bytes_are_stored_once():
    for name in ("a", "b"):
        with store.workspace() as folder:
            (folder / name).write_bytes(b"same")
            store.add(folder / name)
    stored = [path for path in store.path("00").parents[1].rglob("*") if path.is_file()]
    assert len(stored) == 1


def test_a_failed_workspace_leaves_nothing(tmp_path):
    def fail():
        with store.workspace() as folder:
            (folder / "half").write_bytes(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [path for path in (tmp_path / "store").rglob("*") if path.is_file()] == []


def test_a_copy_leaves_the_original(tmp_path):
    (tmp_path / "mine.wav").write_bytes(b"sound")
    digest = store.add_copy(tmp_path / "mine.wav")
    assert (tmp_path / "mine.wav").read_bytes() == store.path(digest).read_bytes() == b"sound"
