"""What probes are answered: alive, ready, degraded or unready."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.migrations.recorder import MigrationRecorder

from evalsite import health

ROOT = Path(__file__).parents[2]


def test_liveness_needs_neither_database_nor_known_host(client):
    answer = client.get("/healthz", headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.content) == (200, b"alive\n")
    assert not answer.cookies


@pytest.mark.django_db
def test_the_site_is_ready_when_every_check_passes(client, settings):
    settings.REDIS_URL = ""
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        **dict.fromkeys(("database", "migrations", "store", "broker"), "ok"),
    }


@pytest.mark.django_db
def test_without_the_broker_the_site_is_degraded(client, settings):
    settings.REDIS_URL = "redis://:secret@127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["broker"]) == ("degraded", "failed")
    assert "secret" not in answer.text


@pytest.mark.django_db
def test_a_missing_migration_makes_the_site_unready(client):
    MigrationRecorder.Migration.objects.filter(app="jobs").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["status"], answer.json()["migrations"]) == ("unready", "failed")


@pytest.mark.django_db
def test_a_store_that_is_no_folder_makes_the_site_unready(client, settings, tmp_path):
    settings.STORE = tmp_path / "file"
    settings.STORE.write_text("")
    assert client.get("/readyz").json()["store"] == "failed"


@pytest.mark.django_db
def test_the_check_leaves_no_file_behind(settings):
    health.check_store()
    assert not list(settings.STORE.iterdir())


def test_the_report_as_a_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "evalsite.health"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "FACESTUDY_STATE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "migrations: failed" in done.stdout
