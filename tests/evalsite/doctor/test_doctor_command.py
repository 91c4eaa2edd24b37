"""manage.py doctor as a program: it runs every check; an error has a hint and sets the exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.core import checks

from evalsite.doctor.management.commands.doctor import GROUPS, summary

ROOT = Path(__file__).parents[3]


def doctor(*arguments, **variables):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FACESTUDY_")} | variables
    return subprocess.run(
        [sys.executable, "manage.py", "doctor", *arguments],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_an_unavailable_server_is_an_error_among_passing_checks(tmp_path):
    process = doctor("--json", FACESTUDY_STATE=str(tmp_path), FACESTUDY_REDIS_URL="redis://127.0.0.1:1/0")
    assert (process.returncode, process.stderr) == (1, "")
    results = {row["check"]: row for row in json.loads(process.stdout)}
    assert list(results) == [check.__name__ for group_checks in GROUPS.values() for check in group_checks]
    assert results["broker"]["level"] == "error"
    assert "127.0.0.1:1 does not answer" in results["broker"]["message"]
    assert "start it (redis-server)" in results["broker"]["hint"]
    passing = (
        *("python_version", "locked_versions", "dependency_conflicts", "rendering", "encoding", "django_settings"),
        *("database", "migrations", "writable_folders", "clock"),
    )
    assert {name: results[name]["level"] for name in passing} == dict.fromkeys(passing, "ok"), results
    assert results["torch"]["message"].startswith("torch 2.")
    assert "non-commercial" in results["opensmile_licence"]["message"]
    assert not list(tmp_path.glob("*.sqlite3")), "a check creates nothing"


def test_the_summary_counts_errors_and_warnings():
    assert summary([checks.DEBUG]) == "No problems found."
    assert summary([checks.DEBUG, checks.ERROR]).startswith("1 errors, 0 warnings")
