"""Checks of database, broker, disk space, folders and clock."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as configured
from django.core import checks

from evalsite.doctor import system_checks

ROOT = Path(__file__).parents[3]
SCRIPT = """
import django
django.setup()
from evalsite.doctor import system_checks
result = system_checks.{}()
print(result.level, result.msg, result.hint, sep="|")
"""


def run_in_process(check, **variables):
    """Return level, message and hint of a check in a process with these settings."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FACESTUDY_")} | variables
    process = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(check)],
        cwd=ROOT,
        env=environ | {"DJANGO_SETTINGS_MODULE": "evalsite.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    level, message, hint = process.stdout.strip().split("|")
    return int(level), message, hint


@pytest.mark.django_db
def test_the_test_database_passes():
    assert system_checks.database().level == checks.DEBUG
    assert system_checks.migrations().level == checks.DEBUG
    assert system_checks.django_settings().level == checks.DEBUG


def test_a_file_that_is_not_a_database(tmp_path):
    (tmp_path / "facestudy.sqlite3").write_text("something else entirely " * 99)
    level, message, hint = run_in_process("database", FACESTUDY_STATE=str(tmp_path))
    assert (level, message) == (checks.ERROR, "sqlite: file is not a database")
    assert hint == "restore the database from a backup"


def test_an_old_database(tmp_path):
    (tmp_path / "facestudy.sqlite3").touch()
    level, message, hint = run_in_process("migrations", FACESTUDY_STATE=str(tmp_path))
    assert (level, message) == (checks.WARNING, "the database is out of date")
    assert hint.startswith("manage.py migrate")


def test_an_unavailable_postgresql_and_no_password_in_the_message(tmp_path):
    url = "postgresql://lab:hush@127.0.0.1:1/face"
    level, message, hint = run_in_process("database", FACESTUDY_STATE=str(tmp_path), FACESTUDY_DATABASE_URL=url)
    assert level == checks.ERROR
    assert "Connection refused" in message
    assert "hush" not in message + hint
    assert hint == "start PostgreSQL, or correct FACESTUDY_DATABASE_URL"


@pytest.mark.parametrize(("option", "part"), [("sslmode=sometimes", "sslmode"), ("colour=red", 'option "colour"')])
def test_an_invalid_option_in_the_url(tmp_path, option, part):
    url = f"postgresql://lab:hush@127.0.0.1:1/face?{option}"
    level, message, _ = run_in_process("database", FACESTUDY_STATE=str(tmp_path), FACESTUDY_DATABASE_URL=url)
    assert level == checks.ERROR
    assert part in message


@pytest.mark.skipif("postgresql" not in configured.DATABASES["default"]["ENGINE"], reason="no PostgreSQL")
def test_a_postgresql_without_the_database(tmp_path):
    database = configured.DATABASES["default"]
    url = f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/nothing_here"
    level, message, hint = run_in_process("database", FACESTUDY_STATE=str(tmp_path), FACESTUDY_DATABASE_URL=url)
    assert level == checks.ERROR
    assert 'database "nothing_here" does not exist' in message
    assert "createdb nothing_here" in hint


def test_without_a_url_messages_go_through_files(settings):
    settings.REDIS_URL = ""
    assert "go through files in" in system_checks.broker().msg


def test_a_redis_url_with_another_scheme(settings):
    settings.REDIS_URL = "http://127.0.0.1:1"
    assert system_checks.broker().level == checks.ERROR


@pytest.mark.parametrize(("free", "level"), [(0.9e9, checks.ERROR), (9e9, checks.WARNING), (11e9, checks.DEBUG)])
def test_little_disk_space(free, level, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert system_checks.disk_space().level == level


def test_a_folder_that_does_not_exist_yet_is_judged_by_its_parent(settings, tmp_path):
    settings.STATE = settings.STORE = tmp_path / "not" / "there"
    assert system_checks.writable_folders().level == checks.DEBUG
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_writable_is_named(settings):
    settings.STORE = Path("/proc/store")
    result = system_checks.writable_folders()
    assert result.level == checks.ERROR
    assert result.msg.startswith("/proc is not writable: ")


def test_a_clock_that_was_never_set(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 86400.0)
    result = system_checks.clock()
    assert result.level == checks.ERROR
    assert "1970-01-02" in result.msg


def test_a_database_whose_clock_differs(monkeypatch):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    monkeypatch.setattr(system_checks, "_database_time", lambda: now + 61)
    assert "differs from the database's by 61 s" in system_checks.clock().msg


@pytest.mark.django_db
def test_django_runs_the_checks_for_deployment_only(settings):
    settings.STORE = Path("/proc/store")
    assert "/proc is not writable" not in str(checks.run_checks())
    issues = checks.run_checks(tags=[system_checks.CHECK_TAG], include_deployment_checks=True)
    assert "/proc is not writable" in str(issues)
    assert all(issue.level >= checks.WARNING for issue in issues)


def test_problems_that_django_finds_are_reported(monkeypatch):
    problem = checks.Warning("the cookie is not secure", id="security.W012")
    monkeypatch.setattr(checks, "run_checks", lambda **_: [problem])
    result = system_checks.django_settings()
    assert (result.level, result.hint) == (checks.WARNING, "manage.py check shows all")
    assert "the cookie is not secure" in result.msg
