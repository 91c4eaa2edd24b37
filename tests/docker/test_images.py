"""The images' recipes: any base, no root, nothing inside that does not belong there."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKER = ROOT / "docker"
RECIPES = sorted(DOCKER.rglob("*.Dockerfile"))


def test_image_targets():
    assert [path.name for path in RECIPES] == ["servers.Dockerfile", "web.Dockerfile", "worker.Dockerfile"]


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_the_base_image_is_a_build_argument(path):
    lines = path.read_text().splitlines()
    assert lines[0].startswith("ARG BASE=")
    assert {line.split()[1] for line in lines if line.startswith("FROM ")} == {"${BASE}"}


@pytest.mark.parametrize("name", ["web", "worker"])
def test_images_do_not_run_as_root(name):
    lines = (DOCKER / f"{name}.Dockerfile").read_text().splitlines()
    assert lines.index("USER 10001") < lines.index('ENTRYPOINT ["sh", "/app/docker/entrypoint.sh"]')


def locked_packages(parts):
    command = [sys.executable, str(ROOT / "lock" / "subset.py"), parts]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {line.partition("==")[0] for line in done.stdout.splitlines() if "==" in line and line[0].isalpha()}


def parts_of(name):
    return (DOCKER / f"{name}.Dockerfile").read_text().partition("subset.py ")[2].split()[0]


def test_the_site_image_has_no_worker_packages():
    packages = locked_packages(parts_of("web"))
    assert {"django", "celery", "gunicorn", "psycopg", "numpy", "scipy", "pydantic", "rich"} <= packages
    assert not packages & {"torch", "librosa", "opensmile", "numba", "pyrender", "imageio-ffmpeg", "anny", "pytest"}


def test_the_worker_image_has_everything_but_development_tools():
    packages = locked_packages(parts_of("worker"))
    assert {"librosa", "opensmile", "pyrender", "imageio-ffmpeg", "anny", "espeakng-loader", "safetensors"} <= packages
    assert not packages & {"torch", "pytest", "mypy", "playwright", "hypothesis"}


def test_the_worker_image_has_offscreen_rendering_libraries():
    assert "libegl1 libgl1 libgl1-mesa-dri" in (DOCKER / "worker.Dockerfile").read_text()


def test_dockerignore_excludes_everything_not_listed():
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert rules[0] == "*"
    assert all((ROOT / rule[1:]).exists() for rule in rules if rule.startswith("!"))
    assert not any("env" in rule for rule in rules)
