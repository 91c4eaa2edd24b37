"""What serves pages, and what forks the workers' children, must not carry the heavy libraries."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"torch", "librosa", "numba", "opensmile", "pyrender", "OpenGL", "matplotlib", "espeakng_loader"}
SITE = "from django.test import Client; import evalsite.wsgi; Client().get('/'); Client().get('/jobs/')"
WORKER = "import django; django.setup(); from evalsite.celery import app; app.loader.import_default_modules()"


@pytest.mark.parametrize("script", [SITE, WORKER], ids=["site", "worker"])
def test_no_heavy_library_is_loaded(script):
    say = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", f"{script}\n{say}"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "django" in loaded
    assert not loaded & HEAVY


def test_check_takes_less_than_two_seconds_of_work():
    def seconds_of_work():
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(seconds_of_work() for _ in range(2)) < 2
