"""Report and bundle of a closed study: contexts for on its page, made by a worker, downloaded by researchers only."""

import csv
import io
import zipfile

import pytest
from django.test import Client

from analysis.bundle_verification import verify_bundle
from evalsite import store
from evalsite.jobs.models import Job
from evalsite.jobs.runner import run_job
from evalsite.results import bundles, snapshots
from face.errors import InputError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("one_figure")]


@pytest.fixture
def study_with_bundle(study_maker, rate, store_folder):
    study = study_maker(state="closed")
    rate(study)
    snapshots.ensure_snapshot(study)
    job = bundles.enqueue_report(study)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.error
    study.refresh_from_db()
    return study


def test_the_page_offers_to_make_them_and_follows_the_work(researcher, sound_page, closed_study, store_folder):
    assert "Create report and bundle" in sound_page(researcher.get("/studies/first/"))
    researcher.post("/studies/first/report/start/")
    researcher.post("/studies/first/report/start/")
    job = Job.objects.get()
    assert (job.kind, job.queue) == ("report", "analysis")
    assert 'hx-trigger="every 1s"' in researcher.get("/studies/first/report/status/").content.decode()


def test_what_was_made_is_downloaded_and_verified_and_comes_out_the_same_again(researcher, study_with_bundle):
    page = researcher.get("/studies/first/").content.decode()
    assert "/studies/first/report.html" in page
    assert "hx-get" not in page
    report, bundle = (researcher.get(f"/studies/first/{name}") for name in ("report.html", "bundle.zip"))
    assert report.headers["Content-Disposition"] == 'attachment; filename="first-report.html"'
    assert b"<title>Study first</title>" in report.getvalue()
    assert zipfile.is_zipfile(io.BytesIO(bundle.getvalue()))
    snapshot = study_with_bundle.snapshots.get()
    checks = verify_bundle(store.path(snapshot.bundle_sha256))
    assert [check.message for check in checks if not check.passed] == []
    assert bundles.store_report_and_bundle(study_with_bundle) == {
        "report_sha256": snapshot.report_sha256,
        "bundle_sha256": snapshot.bundle_sha256,
    }


def test_the_bundle_tells_what_videos_were_made_from_and_that_ratings_are_simulated(study_maker, rate):
    study = study_maker(state="closed")
    rate(study, 3, simulated=True)
    files = bundles.bundle_files(study)
    rows = list(csv.DictReader(io.StringIO(files["stimuli.csv"].decode())))
    assert ({row["video_sha256"] for row in rows}, len(rows)) == ({"7" * 64}, study.stimuli.count())
    assert b"first" in files["study.json"]
    for name in ("report.html", "methods.txt", "README.txt"):
        assert "simulated" in files[name].decode().lower(), name
    assert {row["simulated"] for row in csv.DictReader(io.StringIO(files["ratings.csv"].decode()))} == {"1"}


def test_a_script_that_stopped_is_marked_in_the_bundle_too(closed_study, monkeypatch):
    contexts = []
    monkeypatch.setattr(
        "analysis.bundle.bundle_files", lambda _ratings, _results, context, _progress: contexts.append(context)
    )
    closed_study.participations.update(simulated=True)
    person = closed_study.participations.first()
    closed_study.participations.filter(pk=person.pk).update(state="withdrawn", answers_kept=True)
    bundles.bundle_files(closed_study)
    assert contexts[0].simulated == set(closed_study.participations.values_list("code", flat=True))


@pytest.mark.parametrize("name", ["report.html", "bundle.zip", "report/status/"])
def test_strangers_get_nothing(closed_study, name):
    assert "/sign-in/" in Client().get(f"/studies/first/{name}").headers["Location"]


@pytest.mark.parametrize("state", ["draft", "open"])
def test_before_a_study_is_closed_there_is_nothing(researcher, study_maker, state):
    study = study_maker(state=state)
    assert researcher.get("/studies/first/report.html").status_code == 404
    assert researcher.post("/studies/first/report/start/").status_code == 404
    with pytest.raises(InputError, match="results appear when it is closed"):
        bundles.enqueue_report(study)
