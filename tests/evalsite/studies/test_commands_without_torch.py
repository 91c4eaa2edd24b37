"""A folder of imported videos becomes an open study in four commands, on a machine without torch: real processes."""

import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests import foreign_videos
from tests.evalsite.jobs.processes import site, site_template, wait_until

__all__ = ["site", "site_template"]

ROOT = Path(__file__).parents[3]
ABSENT = ("torch", "librosa", "opensmile", "soundfile", "soxr", "safetensors", "numba", "espeakng_loader")
BLOCKER = f"""
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {ABSENT!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Absent())
"""


@pytest.fixture
def site_without_torch(site, tmp_path):
    """Return the site's environment, in which nothing of speech and training can be imported."""
    (tmp_path / "absent").mkdir()
    (tmp_path / "absent" / "sitecustomize.py").write_text(BLOCKER)
    site.env |= {"PYTHONPATH": f"{tmp_path / 'absent'}:{ROOT}", "DJANGO_SETTINGS_MODULE": "evalsite.settings"}
    site.env["OMP_NUM_THREADS"] = "1"
    return site


def manage(site, folder, *words):
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    done = subprocess.run(command, cwd=folder, env=site.env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_study_commands_run_without_torch(site_without_torch, tmp_path):
    foreign_videos.write_study_videos(tmp_path / "videos", ("ours", "theirs"), ("one", "two", "three"))
    torch = subprocess.run(
        [sys.executable, "-c", "import torch"], env=site_without_torch.env, capture_output=True, check=False
    )
    assert torch.returncode == 1
    site_without_torch.start("up", "--port", "auto")
    url = wait_until(lambda: re.search(r"Facestudy: (http://localhost:\d+)", site_without_torch.output("up")), 60)[1]
    site_without_torch.env["FACESTUDY_URL"] = url
    assert "with 3 clips" in manage(
        site_without_torch, tmp_path, "study", "new", "mine", "--preset", "default", "--videos", "videos"
    )
    assert "10 videos per participant" in manage(site_without_torch, tmp_path, "study", "check", "mine.toml")
    assert "6 videos" in manage(site_without_torch, tmp_path, "study", "create", "mine.toml", "--wait")
    assert f"{url}/s/mine/" in manage(site_without_torch, tmp_path, "study", "open", "mine")
    with urllib.request.urlopen(f"{url}/s/mine/", timeout=10) as answer:
        assert answer.status == 200
    assert "Traceback" not in site_without_torch.output("up")
