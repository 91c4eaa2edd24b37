"""What release 0.1.0 wrote stays usable: its database is migrated, its pages open, its files are read."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from face import npz_file
from face.motion import FapMotion
from synthesis import checkpoint
from tests.command_line import run_package

ROOT = Path(__file__).parents[2]
FIXTURE = ROOT / "tests" / "fixtures" / "release_0_1"


@pytest.fixture(scope="module")
def upgraded_site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("state")
    shutil.copytree(FIXTURE / "store", folder / "store")
    command = [sys.executable, "-m", "tests.evalsite.upgraded_site"]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("FACESTUDY_")}
    environment = inherited | {"FACESTUDY_STATE": str(folder), "DJANGO_SETTINGS_MODULE": "evalsite.settings"}
    finished = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout.splitlines()[-1])


def test_every_page_opens(upgraded_site):
    assert len(upgraded_site["pages"]) > 50
    assert {path: status for path, status in upgraded_site["pages"].items() if status != 200} == {}


def test_stored_results_keep_their_bytes(upgraded_site):
    before, after = upgraded_site["results"]
    assert after == before


def test_a_frozen_study_keeps_its_digest_and_is_read(upgraded_site):
    finished = upgraded_site["studies"]["finished"]
    assert finished["digest"] == "4c0a7b9ffe70e9dafe54bfcbfefa1e2b04103d06bf2f1862afb7d4d724d05518"
    assert finished["conditions"] == ["original", "still", "joint-1"]
    assert finished["questions"] == 3


@pytest.mark.parametrize("study", ["finished", "own", "draft"])
def test_the_same_request_finds_the_old_stimulus_and_makes_no_job(upgraded_site, study):
    requested = upgraded_site["requested"][study]
    assert requested["again"] == requested["rows"]
    assert requested["jobs"] == 0


def test_answered_trials_keep_their_playback_records_and_slots(upgraded_site):
    trials = upgraded_site["trials"]
    assert trials["answered"] == trials["ended"] > 0
    assert trials["in_slot"] > 0


def test_unfinished_jobs_have_current_kinds_and_specs(upgraded_site):
    jobs = upgraded_site["jobs"]
    assert {job["kind"] for job in jobs} >= {"synthetic_corpus", "train", "animate", "render", "import", "analyse"}
    assert all(job["known"] and job["digest"] for job in jobs)
    imports = [job for job in jobs if job["kind"] == "import"]
    assert {(job["state"], job["error"]) for job in imports} == {("done", "")}


def test_a_checkpoint_and_a_motion_are_read():
    trained = checkpoint.load(stored("0a4cbbe756a0e7be8a2ee4ba6d4d263c195a6d1dff0befda1d1d6beda62e7c27"))
    motion = npz_file.load(FapMotion, stored("2d9f873c5bb0f322e86f75d94c6d83b0dadcef30a93564fb7dc5da0dd621718a"))
    assert trained.card.network == "joint-1"
    assert motion.values.shape == (len(motion.values), 66)


def test_a_bundle_still_verifies():
    verified = run_package("analysis", "verify", FIXTURE / "bundle.zip")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "OK: plan.json is the plan of the analysis" in verified.stdout
    assert "NOT CHECKED: the numbers are those of Facestudy 0.1.0" in verified.stdout


def stored(digest):
    return FIXTURE / "store" / digest[:2] / digest
