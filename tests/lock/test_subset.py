"""One hashed lock, of which each part of the program takes what it needs."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text()
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]


def subset(parts):
    return subprocess.run(
        [sys.executable, "lock/subset.py", parts], cwd=ROOT, capture_output=True, text=True, check=False
    )


def names(lock):
    return set(re.findall(r"^([a-z0-9-]+)", lock, flags=re.MULTILINE))


def test_site_and_renderer_need_no_speech_or_test_packages():
    taken = names(subset("web,video").stdout)
    assert {"django", "pyrender", "anny", "numpy", "setuptools"} <= taken
    assert not taken & {"torch", "librosa", "opensmile", "scikit-learn", "sympy", "pytest", "mypy"}


def test_all_parts_together_cover_the_lock():
    assert subset(",".join(EXTRAS)).stdout == LOCK


@pytest.mark.parametrize("extra", EXTRAS)
def test_a_part_has_the_packages_of_its_extra(extra):
    named = {re.match(r"[\w-]+", requirement)[0] for requirement in EXTRAS[extra]} - {"torch", "facestudy"}
    assert named <= set((ROOT / "lock" / "parts" / f"{extra}.txt").read_text().split()), "make lock"


def test_every_entry_keeps_its_hashes():
    entries = re.split(r"^(?=\w)", subset("synthetic").stdout, flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_an_unknown_part_is_named():
    wrong = subset("web,vidoe")
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("'vidoe' is not a part; choose from base, dev, ")


def test_the_lock_names_neither_a_torch_build_nor_an_index():
    assert not re.search(r"^(torch|nvidia|cuda|triton)\b", LOCK, flags=re.MULTILINE)
    assert "://" not in LOCK
    assert " /" not in LOCK
