"""From `preregister` to the report that lists the deviations, as a person runs it."""

import json
import zipfile
from pathlib import Path

import pytest

from analysis.bundle import format_manifest, pack_bundle
from analysis.bundle_verification import verify_bundle
from analysis.preregistration.seal import read_sealed
from analysis.rating_simulation import simulate_ratings
from analysis.ratings_csv import format_ratings_csv
from tests.command_line import run_package

PLAN = """
[design]
raters = 6
[analysis.contrasts]
"b - a" = { b = 1, a = -1 }
[[questions]]
name = "overall"
text = "How natural?"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.toml").write_text(PLAN)
    ratings = simulate_ratings({"a": 0.0, "b": 1.0}, raters=6, clips=4, seed=2)
    (tmp_path / "ratings.csv").write_text(format_ratings_csv(ratings))
    done = run_package("analysis", "preregister", tmp_path / "plan.toml", "--data", "none", "--title", "Faces")
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_the_sealed_file_stands_beside_the_plan(folder: Path) -> None:
    sealed = read_sealed(folder / "plan-prereg.md")
    assert sealed.plan.analysis.contrasts == {"b - a": {"b": 1, "a": -1}}
    assert "# Pre-registration: Faces" in sealed.document
    assert "No data have been collected" in sealed.document


def test_a_sealed_file_is_never_replaced(folder: Path) -> None:
    done = run_package("analysis", "preregister", folder / "plan.toml")
    assert (done.returncode, "exists, and a sealed text is never replaced" in done.stderr) == (2, True)


def test_the_report_uses_the_sealed_plan_and_names_it(folder: Path, one_figure: None) -> None:
    out = folder / "out"
    done = run_package(
        "analysis", "report", folder / "ratings.csv", "--preregistration", folder / "plan-prereg.md", "--out", out
    )
    assert done.returncode == 0, done.stderr
    results, sealed = json.loads((out / "results.json").read_text()), read_sealed(folder / "plan-prereg.md")
    assert results["plan_sha256"] == sealed.plan_sha256
    assert results["preregistration"] == sealed.summary
    assert results["deviations"] == []
    assert "pre-registered and sealed on" in (out / "methods.txt").read_text()
    assert "Pre-registration" in (out / "report.html").read_text()
    assert (out / "preregistration.md").read_text() == sealed.document
    checks = verify_bundle(out / "bundle.zip")
    assert all(check.passed for check in checks)
    assert "preregistration.md is what was sealed" in [check.message for check in checks]


def test_deviations_are_listed_and_a_forged_text_is_found(folder: Path, one_figure: None) -> None:
    (folder / "other.toml").write_text(
        PLAN.replace("[analysis.contrasts]", "[analysis]\nalpha = 0.1\n[analysis.contrasts]")
    )
    files = ("--plan", folder / "other.toml", "--preregistration", folder / "plan-prereg.md")
    done = run_package("analysis", "report", folder / "ratings.csv", *files, "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    expected = "pre-registered plan: analysis.alpha was 0.05, the analysis has 0.1"
    assert json.loads((folder / "out" / "results.json").read_text())["deviations"] == [expected]
    assert expected in (folder / "out" / "report.html").read_text()
    with zipfile.ZipFile(folder / "out" / "bundle.zip") as archive:
        content = {name: archive.read(name) for name in archive.namelist() if name != "MANIFEST"}
    content["preregistration.md"] = content["preregistration.md"].replace(b"How natural?", b"How real?")
    forged = content | {"MANIFEST": format_manifest(content).encode()}
    (folder / "forged.zip").write_bytes(pack_bundle(forged))
    failed = [check.message for check in verify_bundle(folder / "forged.zip") if check.passed is False]
    assert any("preregistration.md was changed after it was sealed" in message for message in failed)
