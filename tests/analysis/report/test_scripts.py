"""The scripts of a bundle run on every kind of study, and reproduce what its report says."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from analysis.bundle import SCRIPT_FOLDER, BundleContext, bundle_files
from analysis.pipeline import analyse
from analysis.plan import Analysis, Plan
from analysis.rating_simulation import simulate_ratings
from face.arrays import BoolArray

RATINGS = simulate_ratings({"o": 1, "a, left": 0.3, "b": 0}, raters=12, clips=8, seed=1, questions=("upper", "lower"))
RATER, CLIP, CONDITION, QUESTION = (getattr(RATINGS, name) for name in ("rater", "clip", "condition", "question"))
CHANCE = np.random.default_rng(0).random(len(RATINGS))
CONTRASTS = {"a - b": {"a, left": 1.0, "b": -1.0}, "o - mean": {"o": 1, "a, left": -0.5, "b": -0.5}}
STUDIES: dict[str, BoolArray] = {
    "complete": CHANCE < 1,
    "missing cells": CHANCE < 0.7,
    "few missing cells": CHANCE < 0.985,
    "between raters": RATER % 3 == CONDITION,
    "nested clips": CLIP % 3 == CONDITION,
    "one condition": CONDITION == 0,
    "one clip": CLIP == 0,
    "two raters": RATER < 2,
    "one rating per rater": (RATER % 3 == CONDITION) & (CLIP == RATER % 8),
    "a condition missing for a question": (QUESTION == 0) | (CONDITION != 1),
}
PLANS = {
    "no plan": None,
    "contrasts": Plan(analysis=Analysis(contrasts=CONTRASTS)),
    "Kenward-Roger": Plan(analysis=Analysis(contrasts=CONTRASTS, df_method="kenward-roger")),
}
CASES = [
    *((study, "contrasts") for study in STUDIES),
    *((study, "no plan") for study in ("complete", "missing cells", "one condition")),
    ("complete", "Kenward-Roger"),
]
QUICK = [("complete", "no plan"), ("between raters", "contrasts")]


@pytest.fixture
def unpack(one_figure: None, tmp_path: Path):
    def write(study: str, plan: str) -> Path:
        ratings = RATINGS.where(STUDIES[study])
        results = json.loads(analyse(ratings, PLANS[plan]).to_json())
        for name, data in bundle_files(ratings, results, BundleContext(title=study, plan=PLANS[plan])).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(data)
        return tmp_path

    return write


def check_run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\n([1-9]\d*) OK, 0 differ\n$", done.stdout), done.stdout
    assert "not recomputed" not in done.stdout, done.stdout
    assert "Warning" not in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("study", "plan"), [case if case in QUICK else pytest.param(*case, marks=pytest.mark.slow) for case in CASES]
)
def test_python_script_reproduces_the_report(unpack, study: str, plan: str) -> None:
    check_run([sys.executable, "analysis.py"], unpack(study, plan))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R with lmerTest, nlme and pbkrtest is not installed")
@pytest.mark.parametrize(("study", "plan"), CASES)
def test_r_script_reproduces_the_report(unpack, study: str, plan: str) -> None:
    check_run(["Rscript", "analysis.R"], unpack(study, plan))


def test_a_changed_number_is_found(unpack) -> None:
    folder = unpack("one rating per rater", "contrasts")
    path = folder / "results.json"
    results = json.loads(path.read_text())
    results["contrasts"][0]["difference"] += 0.1
    path.write_text(json.dumps(results))
    done = subprocess.run([sys.executable, "analysis.py"], capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode == 1
    assert "DIFFERS a - b" in done.stdout


def test_r_script_reads_columns_and_files_that_a_bundle_has(unpack) -> None:
    folder, text = unpack("complete", "contrasts"), (SCRIPT_FOLDER / "analysis.R").read_text(encoding="utf-8")
    columns = set().union(
        *((folder / name).read_text().partition("\n")[0].split(",") for name in ("weights.csv", "ratings.csv")),
        *(
            (folder / f"tables/{name}.csv").read_text().partition("\n")[0].split(",")
            for name in re.findall(r'(\w+) = "\1"', text)
        ),
    )
    used = set(re.findall(r"\b(?:row|chosen|weights|described|pairs|ratings|these)\$(\w+)", text))
    used |= set(re.findall(r'row\[\["([\w.]+)"\]\]', text))
    assert used >= {"difference", "method", "reml", "omnibus.F"}
    assert used <= columns
    assert all((folder / name).exists() for name in re.findall(r'"([\w/]+\.(?:csv|json))"', text))
    for opening, closing in ("()", "[]", "{}"):
        code = re.sub(r"""#.*|"[^"\n]*"|'[^'\n]*'""", "", text)
        assert code.count(opening) == code.count(closing)
