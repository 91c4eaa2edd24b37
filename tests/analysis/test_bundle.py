"""The bundle and its check: whole ones hold, tampered ones are named file by file."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from analysis.bundle import MANIFEST, BundleContext, bundle_files, format_manifest, pack_bundle
from analysis.bundle_verification import verify_bundle
from analysis.objective_scores import ObjectiveScore
from analysis.pipeline import analyse
from analysis.plan import Analysis, Exclusions, Plan
from analysis.rating_simulation import simulate_ratings
from analysis.report.files import Files
from tests.command_line import run_package

RATINGS = simulate_ratings({"a": 0.0, "b": 2.0, "c": 0.0}, raters=7, clips=4, seed=5)
PLAN = Plan(analysis=Analysis(contrasts={"b - a": {"b": 1, "a": -1}}, exclusions=Exclusions(minimum_share=0.9)))
KEPT: dict[str, Files] = {}


@pytest.fixture
def files(one_figure: None) -> Files:
    if not KEPT:
        results = json.loads(analyse(RATINGS, PLAN, simulated=True).to_json())
        KEPT["files"] = bundle_files(
            RATINGS, results, BundleContext(title="Small", plan=PLAN, simulated=RATINGS.raters)
        )
    return dict(KEPT["files"])


def verify(files: Files, folder: Path) -> dict[bool, list[str]]:
    path = folder / "bundle.zip"
    path.write_bytes(pack_bundle(files))
    result = verify_bundle(path)
    return {held: [check.message for check in result if check.passed is held] for held in (True, False)}


def test_a_bundle_passes_verification(files: Files, tmp_path: Path) -> None:
    messages = verify(files, tmp_path)
    assert messages[False] == []
    assert len(messages[True]) == 5


def test_packing_is_deterministic(files: Files) -> None:
    backwards = dict(reversed(files.items()))
    assert pack_bundle(files) == pack_bundle(backwards)
    with zipfile.ZipFile(io.BytesIO(pack_bundle(files))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == sorted(files)


def test_sha256sum_accepts_the_manifest(files: Files) -> None:
    lines = dict(line.split("  ")[::-1] for line in files[MANIFEST].decode().splitlines())
    assert lines == {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != MANIFEST}


@pytest.mark.parametrize("name", ["ratings.csv", "results.json", "report.html", "figures/means.svg", "plan.json"])
def test_a_changed_file_is_named(files: Files, tmp_path: Path, name: str) -> None:
    files[name] = files[name] + b"\n"
    assert f"{name} was changed" in verify(files, tmp_path)[False]


def test_lost_and_added_files_are_named(files: Files, tmp_path: Path) -> None:
    del files["methods.txt"]
    files["extra.txt"] = b"hello"
    wrong = verify(files, tmp_path)[False]
    assert {"methods.txt is missing from the bundle", "extra.txt is not in MANIFEST"} <= set(wrong)


def test_recomputation_detects_a_changed_rating(files: Files, tmp_path: Path) -> None:
    head, first, *rest = files["ratings.csv"].decode().splitlines()
    cells = first.split(",")
    cells[4] = "1" if cells[4] != "1" else "10"
    files["ratings.csv"] = "\n".join([head, ",".join(cells), *rest, ""]).encode()
    wrong = verify_with_new_manifest(files, tmp_path)
    assert any("does not hold the ratings" in messages for messages in wrong)
    assert any("gives other numbers" in messages for messages in wrong)


def test_a_changed_result_is_named_by_its_path(files: Files, tmp_path: Path) -> None:
    results = json.loads(files["results.json"])
    results["contrasts"][0]["p_adjusted"] = 0.04
    files["results.json"] = json.dumps(results).encode()
    wrong = verify_with_new_manifest(files, tmp_path)
    assert any("contrasts[0].p_adjusted" in messages for messages in wrong)
    assert any("tables/contrasts.csv" in messages for messages in wrong)


def test_a_bundle_with_checks_and_scores_but_no_plan_passes(tmp_path: Path) -> None:
    ratings = simulate_ratings({"a": 0.0, "b": 1.0}, raters=4, clips=2, seed=1)
    scores = [ObjectiveScore(clip, "b", "overall", "lve_mm", 1.0 + n) for n, clip in enumerate(ratings.clips)]
    results = json.loads(analyse(ratings, failed={"rater 003": "gold"}, objective=scores).to_json())
    bundle = bundle_files(ratings, results, BundleContext(title="checks", objective=scores))
    assert b"rater 003,gold,,1,failed the check gold" in bundle["exclusions.csv"]
    assert b"rater 003" in bundle["report.html"]
    assert bundle["objective.csv"].splitlines()[1] == b"clip 00,b,overall,lve_mm,1.0"
    assert verify(bundle, tmp_path)[False] == []
    bundle["objective.csv"] = bundle["objective.csv"].replace(b"1.0", b"7.5")
    assert any("gives other numbers" in messages for messages in verify_with_new_manifest(bundle, tmp_path))


def test_a_changed_plan_is_detected(files: Files, tmp_path: Path) -> None:
    kept = json.loads(files["plan.json"])
    kept["plan"]["analysis"]["equivalence_bound"] = kept["written"]["analysis"]["equivalence_bound"] = 5.0
    files["plan.json"] = json.dumps(kept).encode()
    assert "plan.json is not the plan of the analysis" in verify_with_new_manifest(files, tmp_path)


def verify_with_new_manifest(files: Files, folder: Path) -> list[str]:
    """Give the files a manifest that fits, as somebody would who knows how."""
    files.pop(MANIFEST)
    messages = verify(files | {MANIFEST: format_manifest(files).encode()}, folder)
    assert any("have the digests in MANIFEST" in each for each in messages[True])
    return messages[False]


def test_verify_command_lists_checks_and_exits_2_on_failure(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(pack_bundle(files | {"methods.txt": b"p < .001"}))
    done = run_package("analysis", "verify", path)
    assert done.returncode == 2
    assert "FAILED: methods.txt was changed" in done.stdout
    assert done.stdout.count("OK:") == 4
    assert done.stderr.count("\n") == 1


def test_the_bundled_script_reproduces_the_numbers(files: Files, tmp_path: Path) -> None:
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    script = str(tmp_path / "analysis.py")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("13 OK, 0 differ\n"), done.stdout
