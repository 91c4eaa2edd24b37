"""What the doctor says of databases and brokers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as configured

from evalsite.doctor import system_checks
from evalsite.doctor.diagnostics import Status

ROOT = Path(__file__).parents[3]
SAY = """
import django
django.setup()
from evalsite.doctor import services
found = services.{}()
print(found.status, found.sentence, found.remedy, sep="|")
"""


def look(check, **variables):
    """Return status, sentence and remedy of a check in a process with these settings."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FACESTUDY_")} | variables
    done = subprocess.run(
        [sys.executable, "-c", SAY.format(check)],
        cwd=ROOT,
        env=environ | {"DJANGO_SETTINGS_MODULE": "evalsite.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip().split("|")


@pytest.mark.django_db
def test_the_tests_own_database_is_well():
    assert system_checks.database().status is Status.OK
    assert system_checks.migrations().status is Status.OK


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "facestudy.sqlite3").write_text("something else entirely " * 99)
    status, sentence, remedy = look("database", FACESTUDY_STATE=str(tmp_path))
    assert (status, sentence, remedy) == ("bad", "sqlite: file is not a database", "restore it from a backup")


def test_an_old_database_is_told_to_migrate(tmp_path):
    (tmp_path / "facestudy.sqlite3").touch()
    status, sentence, remedy = look("migrations", FACESTUDY_STATE=str(tmp_path))
    assert (status, sentence) == ("warn", "the database is older than the program")
    assert remedy.startswith("manage.py migrate")


def test_a_postgresql_that_is_away_is_told_and_no_password_with_it(tmp_path):
    url = "postgresql://lab:hush@127.0.0.1:1/face"
    status, sentence, remedy = look("database", FACESTUDY_STATE=str(tmp_path), FACESTUDY_DATABASE_URL=url)
    assert status == "bad"
    assert "Connection refused" in sentence
    assert "hush" not in sentence + remedy
    assert remedy == "start PostgreSQL, or correct FACESTUDY_DATABASE_URL"


@pytest.mark.skipif("postgresql" not in configured.DATABASES["default"]["ENGINE"], reason="no PostgreSQL")
def test_a_postgresql_without_the_database_is_told_to_make_it(tmp_path):
    told = configured.DATABASES["default"]
    url = f"postgresql://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/nothing_here"
    status, sentence, remedy = look("database", FACESTUDY_STATE=str(tmp_path), FACESTUDY_DATABASE_URL=url)
    assert status == "bad"
    assert 'database "nothing_here" does not exist' in sentence
    assert "createdb nothing_here" in remedy


def test_without_a_url_messages_are_files(settings):
    settings.REDIS_URL = ""
    assert "go through files in" in system_checks.broker().sentence


def test_something_else_than_redis_is_told(settings):
    settings.REDIS_URL = "http://127.0.0.1:1"
    assert system_checks.broker().status is Status.BAD
