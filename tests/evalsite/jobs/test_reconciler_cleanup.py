"""What dead processes left behind goes, what may still be used stays."""

import os
import time
from pathlib import Path

import pytest

from evalsite.jobs.reconciler import remove_stale_files


@pytest.fixture
def folder(tmp_path):
    """Give a folder that holds a message and another folder with a file."""
    (tmp_path / "message").touch()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "half.mp4").touch()
    return tmp_path


def test_what_may_still_be_read_stays(folder):
    remove_stale_files(folder, older_than=60)
    assert {path.name for path in folder.rglob("*")} == {"message", "work", "half.mp4"}


def test_what_nobody_touched_for_long_goes_with_all_it_holds(folder):
    time.sleep(0.02)
    remove_stale_files(folder, older_than=0.01)
    assert not list(folder.iterdir())


def test_age_is_counted_from_the_last_change_on_this_machine_whatever_the_file_says(folder):
    os.utime(folder / "message", (0, 0))
    remove_stale_files(folder, older_than=60)
    assert (folder / "message").exists()


def test_what_another_scheduler_removed_meanwhile_is_no_trouble(folder, monkeypatch):
    def gone(path, **_):
        raise FileNotFoundError(path)

    monkeypatch.setattr(Path, "unlink", gone)
    time.sleep(0.02)
    remove_stale_files(folder, older_than=0.01)
    assert [path.name for path in folder.iterdir()] == ["message"]


def test_a_folder_that_was_never_made_is_empty(tmp_path):
    remove_stale_files(tmp_path / "never", older_than=0)
