"""What the doctor says of disk, folders, clock, and of what the tests need."""

import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from evalsite.doctor import packages, programs, system_checks
from evalsite.doctor.diagnostics import Status


@pytest.mark.parametrize(("free", "status"), [(0.9e9, Status.BAD), (9e9, Status.WARN), (11e9, Status.OK)])
def test_little_room_is_told(free, status, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert system_checks.disk().status is status


def test_a_folder_that_is_still_to_come_is_judged_by_the_one_above(settings, tmp_path):
    settings.STATE = settings.STORE = tmp_path / "not" / "there"
    assert system_checks.folders().status is Status.OK
    assert not list(tmp_path.iterdir())


def test_a_folder_that_can_not_be_written_is_named(settings):
    settings.STORE = Path("/proc/store")
    found = system_checks.folders()
    assert found.status is Status.BAD
    assert found.sentence.startswith("/proc can't be written: ")


def test_a_clock_that_was_never_set_is_told(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 86400.0)
    found = system_checks.clock()
    assert found.status is Status.BAD
    assert "1970-01-02" in found.sentence


def test_a_database_whose_clock_differs_is_told(monkeypatch):
    monkeypatch.setattr(system_checks, "_database_time", lambda: time.time() + 61)
    assert "differs from the database's by 61 s" in system_checks.clock().sentence


def test_a_missing_browser_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = programs.chromium()
    assert (found.status, found.remedy) == (Status.WARN, "apt-get install chromium")


def test_licences_that_bind_are_told():
    assert "non-commercial" in packages.opensmile().sentence
    assert {"GPL-3"} <= set(packages.espeak().sentence.replace(";", "").split())
    assert "GPL-3" in packages.ffmpeg().sentence
