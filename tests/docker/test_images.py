"""The images' recipes: any base, no root, nothing inside that does not belong there."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKER = ROOT / "docker"
RECIPES = sorted(DOCKER.rglob("*.Dockerfile"))


def test_there_are_two_images_and_a_stand_in():
    assert [path.name for path in RECIPES] == ["servers.Dockerfile", "web.Dockerfile", "worker.Dockerfile"]


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_the_base_is_the_builders_choice(path):
    lines = path.read_text().splitlines()
    assert lines[0].startswith("ARG BASE=")
    assert {line.split()[1] for line in lines if line.startswith("FROM ")} == {"${BASE}"}


@pytest.mark.parametrize("name", ["web", "worker"])
def test_our_images_do_not_run_as_root(name):
    lines = (DOCKER / f"{name}.Dockerfile").read_text().splitlines()
    assert lines.index("USER 10001") < lines.index('ENTRYPOINT ["sh", "/app/docker/entrypoint.sh"]')


def wanted(parts):
    command = [sys.executable, str(ROOT / "lock" / "subset.py"), parts]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {line.partition("==")[0] for line in done.stdout.splitlines() if "==" in line and line[0].isalpha()}


def parts_of(name):
    return (DOCKER / f"{name}.Dockerfile").read_text().partition("subset.py ")[2].split()[0]


def test_the_site_carries_nothing_that_only_workers_need():
    packages = wanted(parts_of("web"))
    assert {"django", "celery", "gunicorn", "psycopg", "numpy", "scipy", "pydantic", "rich"} <= packages
    assert not packages & {"torch", "librosa", "opensmile", "numba", "pyrender", "imageio-ffmpeg", "anny", "pytest"}


def test_the_workers_carry_all_but_the_developers_tools():
    packages = wanted(parts_of("worker"))
    assert {"librosa", "opensmile", "pyrender", "imageio-ffmpeg", "anny", "espeakng-loader", "safetensors"} <= packages
    assert not packages & {"torch", "pytest", "mypy", "playwright", "hypothesis"}


def test_workers_have_what_draws_without_a_screen():
    assert "libegl1 libgl1 libgl1-mesa-dri" in (DOCKER / "worker.Dockerfile").read_text()


def test_nothing_goes_into_an_image_by_accident():
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert rules[0] == "*"
    assert all((ROOT / rule[1:]).exists() for rule in rules if rule.startswith("!"))
    assert not any("env" in rule for rule in rules)
