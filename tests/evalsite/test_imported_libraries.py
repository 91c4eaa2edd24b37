"""The site's process, and the one that forks the workers' children, import no heavy library."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY_LIBRARIES = {"torch", "librosa", "numba", "opensmile", "pyrender", "OpenGL", "matplotlib", "espeakng_loader"}
SITE = "from django.test import Client; import evalsite.wsgi; Client().get('/'); Client().get('/jobs/')"
CHECK = "import sys; sys.argv = ['manage.py', 'check']; import runpy; runpy.run_path('manage.py', run_name='__main__')"
WORKER = "import django; django.setup(); from evalsite.celery import app; app.loader.import_default_modules()"


@pytest.mark.parametrize("script", [SITE, WORKER, CHECK], ids=["site", "worker", "check"])
def test_no_heavy_library_is_loaded(script):
    print_modules = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", f"{script}\n{print_modules}"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    imported = set(done.stdout.split())
    assert "django" in imported
    assert not imported & HEAVY_LIBRARIES
