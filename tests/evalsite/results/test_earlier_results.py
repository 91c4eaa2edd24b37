"""Results of an earlier version of the program stay as they were made, and new ones come beside them."""

import json

import pytest

from analysis.results import PROGRAM
from evalsite import store
from evalsite.jobs.models import Job
from evalsite.jobs.runner import run_job
from evalsite.results import bundles, snapshots
from evalsite.results.models import Snapshot
from face.errors import InputError

EARLIER = {"schema": 0, "program": "Facestudy 0.0.9", "simulated": False, "screening": [], "odd": {"region": 1}}


@pytest.fixture
def outdated_study(study_maker, rate):
    """Return a closed study that an earlier version analysed; nothing of this version can read its results."""
    study = study_maker(state="closed")
    rate(study)
    keys = {name: EARLIER[name] for name in ("schema", "program")}
    Snapshot.objects.create(study=study, results=EARLIER, ratings_sha256="0" * 64, **keys)
    return study


def test_the_page_offers_the_files_and_a_new_analysis(researcher, sound_page, outdated_study):
    text = sound_page(researcher.get("/studies/first/"))
    assert "Facestudy 0.0.9 analysed this study" in text
    assert "Analyse again" in text
    assert "Create report" not in text


def test_results_are_downloaded_as_they_were_made(researcher, outdated_study):
    for path in ("results.json", f"results/{outdated_study.snapshots.get().pk}/results.json"):
        assert json.loads(researcher.get(f"/studies/first/{path}").content) == EARLIER


def test_a_stored_report_keeps_its_bytes(researcher, outdated_study, store_folder, tmp_path):
    (tmp_path / "report.html").write_text("<p>as it was")
    outdated_study.snapshots.update(report_sha256=store.add(tmp_path / "report.html"))
    snapshots.ensure_snapshot(outdated_study)
    earlier = outdated_study.snapshots.last()
    answer = researcher.get(f"/studies/first/results/{earlier.pk}/report.html")
    assert answer.getvalue() == b"<p>as it was"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="first-report.html"'


@pytest.mark.parametrize("name", ["bundle.zip", "study.json", "created"])
def test_a_file_that_was_never_made_is_not_found(researcher, outdated_study, name):
    assert researcher.get(f"/studies/first/results/{outdated_study.snapshots.get().pk}/{name}").status_code == 404


def test_analysing_again_lists_the_earlier_results(researcher, sound_page, outdated_study, store_folder):
    researcher.post("/studies/first/analysis/start/")
    run_job(Job.objects.get().pk)
    text = sound_page(researcher.get("/studies/first/"))
    assert "Earlier results" in text
    assert "Facestudy 0.0.9" in text
    assert "All conditions" in text
    assert [snapshot.results == EARLIER for snapshot in outdated_study.snapshots.all()] == [False, True]
    assert researcher.post("/studies/first/analysis/start/").status_code == 404


def test_no_report_is_written_of_earlier_results(researcher, outdated_study):
    with pytest.raises(InputError, match="press Analyse again first"):
        bundles.enqueue_report(outdated_study)
    researcher.post("/studies/first/report/start/")
    assert not Job.objects.exists()


def test_the_command_analyses_again(outdated_study):
    assert json.loads(bundles.bundle_files(outdated_study)["results.json"])["program"] == PROGRAM
    assert outdated_study.snapshots.count() == 2
