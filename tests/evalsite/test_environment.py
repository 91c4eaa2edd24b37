"""Settings from the environment: a wrong one is one sentence and stops the program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from evalsite import environment

ROOT = Path(__file__).parents[2]


def manage(*arguments, **variables):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FACESTUDY_")} | variables
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )


def test_an_unknown_variable_is_an_error(tmp_path):
    result = manage("check", FACESTUDY_STATE=str(tmp_path), FACESTUDY_REDIS="redis://localhost")
    assert result.returncode == 2
    assert result.stderr.startswith(
        "manage.py: unknown setting FACESTUDY_REDIS; known settings, each also as NAME_FILE: FACESTUDY_"
    )
    assert "Traceback" not in result.stderr


def test_a_folder_that_cannot_be_created(tmp_path):
    (tmp_path / "file").touch()
    result = manage("check", FACESTUDY_STATE=str(tmp_path / "file" / "state"))
    assert result.returncode == 2
    assert result.stderr.startswith("manage.py: FACESTUDY_STATE: ")
    assert "can't be written" in result.stderr


def test_production_needs_a_secret_key(tmp_path):
    result = manage("check", FACESTUDY_STATE=str(tmp_path), FACESTUDY_PRODUCTION="1")
    assert "FACESTUDY_SECRET_KEY (or _FILE) must be set" in result.stderr


def test_production_passes_the_deployment_check(tmp_path):
    result = manage(
        *("check", "--deploy", "--fail-level", "WARNING"),
        FACESTUDY_STATE=str(tmp_path),
        FACESTUDY_PRODUCTION="1",
        FACESTUDY_SECRET_KEY="0123456789abcdef" * 4,
        FACESTUDY_HOSTS="study.example.org",
    )
    assert (result.returncode, result.stderr) == (0, ""), result.stderr


def test_a_value_can_be_read_from_a_file(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("hush\n")
    monkeypatch.setenv("FACESTUDY_SECRET_KEY_FILE", str(tmp_path / "secret"))
    assert environment.text("SECRET_KEY") == "hush"


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("FACESTUDY_SECRET_KEY_FILE", str(tmp_path / "none"))
    with pytest.raises(ImproperlyConfigured, match="none can't be read"):
        environment.text("SECRET_KEY")


def test_a_flag_is_0_or_1(monkeypatch):
    monkeypatch.setenv("FACESTUDY_PRODUCTION", "yes")
    with pytest.raises(ImproperlyConfigured, match="must be 0 or 1, not 'yes'"):
        environment.flag("PRODUCTION")


@pytest.mark.parametrize("url", ["localhost:6379", "http://localhost", "redis://", "redis://localhost:none"])
def test_a_wrong_broker_url_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="must look like redis://"):
        environment.broker_url(url)
    assert environment.broker_url("redis://:secret@localhost/2") == "redis://:secret@localhost/2"
    assert environment.broker_url("") == ""


def test_the_secret_key_is_generated_once_and_private(tmp_path):
    first = environment.secret_key(tmp_path / "state", production=False)
    assert environment.secret_key(tmp_path / "state", production=False) == first
    assert len(first) == 64
    assert (tmp_path / "state" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_database_url_is_unescaped(tmp_path):
    database = environment.database_settings("postgresql://lab:p%40ss@db.example.org:5433/face", tmp_path)
    assert (database["USER"], database["PASSWORD"], database["NAME"]) == ("lab", "p@ss", "face")
    assert (database["HOST"], database["PORT"]) == ("db.example.org", 5433)
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (60, True)


def test_the_options_of_a_database_url_reach_psycopg(tmp_path):
    url = "postgresql://lab@db/face?sslmode=verify-full&sslrootcert=/etc/ca.pem&prepare_threshold=5"
    options = environment.database_settings(url, tmp_path)["OPTIONS"]
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "/etc/ca.pem")
    assert (options["server_side_binding"], options["prepare_threshold"]) == (True, 5)


def test_without_a_url_the_database_is_a_file(tmp_path):
    database = environment.database_settings("", tmp_path)
    assert database["NAME"] == tmp_path / "facestudy.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(
    "url", ["mysql://localhost/face", "postgresql://localhost", "face", "postgresql://localhost:none/face"]
)
def test_a_wrong_database_url_is_refused(url, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="must look like postgresql://"):
        environment.database_settings(url, tmp_path)


@pytest.mark.parametrize("days", ["-1", "999999999", "9" * 5000, "soon", ""])
def test_an_invalid_number_of_days(monkeypatch, days):
    monkeypatch.setenv("FACESTUDY_RETENTION_DAYS", days)
    with pytest.raises(ImproperlyConfigured, match="FACESTUDY_RETENTION_DAYS must be an integer from 0 to 36500"):
        environment.days("RETENTION_DAYS", 90)


def test_days_up_to_a_century(monkeypatch):
    assert environment.days("RETENTION_DAYS", 90) == 90
    monkeypatch.setenv("FACESTUDY_RETENTION_DAYS", "36500")
    assert environment.days("RETENTION_DAYS", 90) == 36500
