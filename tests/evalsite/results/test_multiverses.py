"""The multiverse of a closed study: its job, its section on the page, its files."""

import io
import json
from zipfile import ZipFile

import pytest
from django.urls import reverse

from evalsite.jobs.runner import run_job
from evalsite.results import multiverses, snapshots

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def study(study_maker, rate, store_folder):
    study = study_maker(state="closed")
    rate(study)
    snapshots.ensure_snapshot(study)
    return study


def test_the_page_offers_runs_and_shows_the_multiverse(study, researcher):
    page = reverse("study", args=[study.slug])
    assert "Repeat with other exclusions" in researcher.get(page).content.decode()
    researcher.post(reverse("start-multiverse", args=[study.slug]))
    job = multiverses.latest_multiverse_job(study)
    assert "hx-get" in researcher.get(reverse("multiverse-status", args=[study.slug])).content.decode()
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.error
    shown = researcher.get(page).content.decode()
    summary = multiverses.read_summary(snapshots.latest_snapshot(study))
    assert f"in {summary.analyses} analyses" in shown
    for number, contrast in enumerate(summary.curves.values(), start=1):
        assert contrast in shown
        curve = researcher.get(reverse("multiverse-curve", args=[study.slug, number]))
        assert curve["Content-Type"] == "image/svg+xml"
    archive = ZipFile(io.BytesIO(researcher.get(reverse("multiverse-zip", args=[study.slug])).getvalue()))
    document = json.loads(archive.read("multiverse.json"))
    assert [row["analyses"] for row in document["verdicts"]] == [row["analyses"] for row in summary.verdicts]
    assert {row["kind"] for row in document["outcomes"]} == {"planned", "rater", "clip"}


def test_there_is_no_curve_before_the_job_ran(study, researcher):
    assert researcher.get(reverse("multiverse-curve", args=[study.slug, 1])).status_code == 404
    assert researcher.get(reverse("multiverse-zip", args=[study.slug])).status_code == 404
