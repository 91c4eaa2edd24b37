"""An unavailable server is one sentence that says what to do, and exit code 2."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from evalsite.accounts.models import User
from evalsite.database import now_plus
from tests.evalsite.jobs.processes import site, site_template, wait_until

__all__ = ["site", "site_template"]

ROOT = Path(__file__).parents[2]
SERVER = os.environ.get("FACESTUDY_DATABASE_URL", "")


def failing_command(tmp_path, *words, **env):
    """Run a management command that must fail with one sentence; return the sentence."""
    command = [sys.executable, "manage.py", *words]
    env = os.environ | {"FACESTUDY_STATE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "evalsite.settings"} | env
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    return done.stderr


@pytest.mark.parametrize("words", [("jobs",), ("migrate",), ("up", "--port", "auto")])
def test_postgresql_that_refuses(tmp_path, words):
    url = "postgresql://somebody@127.0.0.1:9/faces"
    sentence = failing_command(tmp_path, *words, FACESTUDY_DATABASE_URL=url, FACESTUDY_REDIS_URL="")
    assert "the PostgreSQL database faces at 127.0.0.1:9" in sentence
    assert "start PostgreSQL, or correct FACESTUDY_DATABASE_URL" in sentence


@pytest.mark.skipif(not SERVER, reason="needs PostgreSQL: tested in the run on servers")
def test_postgresql_without_the_database(tmp_path):
    url = urlsplit(SERVER)._replace(path="/nowhere").geturl()
    assert "createdb nowhere" in failing_command(tmp_path, "migrate", FACESTUDY_DATABASE_URL=url)


def test_redis_that_refuses(tmp_path):
    sentence = failing_command(tmp_path, "up", "--port", "auto", FACESTUDY_REDIS_URL="redis://127.0.0.1:9/0")
    assert "Redis at 127.0.0.1:9 does not answer; start it" in sentence


@pytest.mark.skipif(bool(SERVER), reason="concerns SQLite")
def test_a_database_without_tables(tmp_path):
    assert "manage.py migrate" in failing_command(tmp_path, "jobs")


def test_a_job_waits_for_an_unavailable_broker(site):
    served = site.env.get("FACESTUDY_REDIS_URL", "")
    site.env["FACESTUDY_REDIS_URL"] = "redis://127.0.0.1:9/0"
    job = site.enqueue("note", number=3)
    assert site.job(job)["state"] == "queued"
    site.env["FACESTUDY_REDIS_URL"] = served
    site.start("scheduler")
    site.start("worker", "analysis")
    assert wait_until(lambda: site.job(job)["state"] == "done")


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seconds", [-600, 0, 0.5, 48 * 3600])
def test_now_plus_is_relative_to_the_database_clock(seconds):
    User.objects.create_user("ada")
    result = User.objects.annotate(then=now_plus(seconds), now=Now()).get()
    assert result.then - result.now == timedelta(seconds=seconds)
    assert abs(result.now - timezone.now()) < timedelta(minutes=1)


def test_now_plus_can_be_stored_and_compared():
    ada = User.objects.create_user("ada")
    User.objects.update(last_login=now_plus(60))
    assert User.objects.filter(last_login__gt=Now(), last_login__lt=now_plus(61)).get() == ada
    assert not User.objects.filter(last_login__lt=now_plus(59)).exists()
