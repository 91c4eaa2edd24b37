"""manage.py doctor as a program: every group is told, a fault has its remedy and sets the exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

from evalsite.doctor.diagnostics import GROUPS, Status, bad, made, ok
from evalsite.doctor.management.commands.doctor import summary

ROOT = Path(__file__).parents[3]


def doctor(*arguments, **variables):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FACESTUDY_")} | variables
    return subprocess.run(
        [sys.executable, "manage.py", "doctor", *arguments],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_server_that_is_away_is_told_beside_all_that_is_well(tmp_path):
    done = doctor("--json", FACESTUDY_STATE=str(tmp_path), FACESTUDY_REDIS_URL="redis://127.0.0.1:1/0")
    assert (done.returncode, done.stderr) == (1, "")
    found = {row["check"]: row for row in json.loads(done.stdout)}
    assert list(found) == [check.__name__ for checks in GROUPS.values() for check in checks]
    assert found["broker"]["status"] == "bad"
    assert "127.0.0.1:1 does not answer" in found["broker"]["sentence"]
    assert "start it (redis-server)" in found["broker"]["remedy"]
    well = ("python", "versions", "contradictions", "drawing", "encoding", "database", "migrations", "folders", "clock")
    assert {name: found[name]["status"] for name in well} == dict.fromkeys(well, "ok"), found
    assert found["computing"]["sentence"].startswith("torch 2.")
    assert "non-commercial" in found["opensmile"]["sentence"]
    assert not list(tmp_path.glob("*.sqlite3")), "looking makes nothing"


def test_a_check_that_breaks_is_a_finding():
    def broken():
        raise KeyError("what")

    found = made(broken)
    assert (found.status, found.sentence) == (Status.BAD, "the check broken could not be made: KeyError: 'what'")


def test_the_last_line_counts():
    assert summary([ok("").status]) == "All is well."
    assert summary([ok("").status, bad("", "").status]).startswith("1 to mend, 0 to think of")
