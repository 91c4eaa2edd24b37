"""The pre-registration on a study's page, in its results and in its bundle."""

import pytest

from analysis.bundle_verification import verify_bundle
from evalsite.results import snapshots
from evalsite.results.bundles import bundle_files, pack_report_and_bundle
from evalsite.studies import lifecycle, preregistration
from tests.evalsite.questionnaire.visitor import draft_study

pytestmark = pytest.mark.django_db


def test_a_draft_offers_to_seal_and_then_the_download(researcher):
    study = draft_study()
    page = researcher.get("/studies/faces/").content.decode()
    assert "Write and seal" in page
    assert researcher.post("/studies/faces/preregistration/seal/").status_code == 302
    sealed = study.preregistrations.get()
    page = researcher.get("/studies/faces/").content.decode()
    assert "Seal again" in page
    answer = researcher.get(f"/studies/faces/preregistration/{sealed.pk}.md")
    assert answer.content.decode() == sealed.document
    assert answer["Content-Type"].startswith("text/markdown")
    researcher.post("/studies/faces/preregistration/seal/")
    assert study.preregistrations.count() == 1


def test_an_open_study_shows_its_text_and_seals_no_more(researcher):
    study = lifecycle.open(draft_study())
    page = researcher.get("/studies/faces/").content.decode()
    assert f"/studies/faces/preregistration/{study.preregistrations.get().pk}.md" in page
    assert "Seal again" not in page
    answer = researcher.post("/studies/faces/preregistration/seal/", follow=True).content.decode()
    assert "is no pre-registration" in answer


def test_a_text_belongs_to_its_study_and_needs_a_researcher(client, researcher, study_maker):
    sealed = preregistration.seal(draft_study())
    study_maker("first")
    assert researcher.get(f"/studies/first/preregistration/{sealed.pk}.md").status_code == 404
    assert client.get(f"/studies/faces/preregistration/{sealed.pk}.md").status_code == 302


def test_results_and_bundle_name_what_was_sealed(study_maker, rate, one_figure, tmp_path):
    study = study_maker(state="draft")
    sealed = preregistration.seal(study)
    study.state = "closed"
    study.save()
    rate(study)
    results = snapshots.ensure_snapshot(study).results
    assert results["preregistration"]["text_sha256"] == sealed.text_sha256
    assert not [each for each in results["deviations"] if "pre-registered" in each]
    files = bundle_files(study)
    assert files["preregistration.md"].decode() == sealed.document
    path = tmp_path / "bundle.zip"
    path.write_bytes(pack_report_and_bundle(files)["bundle"])
    assert all(check.passed for check in verify_bundle(path))


def test_what_was_changed_after_sealing_is_a_deviation(study_maker, rate):
    study = study_maker(state="draft")
    preregistration.seal(study)
    study.document["analysis"]["alpha"] = 0.01
    study.state = "closed"
    study.save()
    rate(study)
    assert (
        "pre-registered plan: analysis.alpha was 0.05, the analysis has 0.01"
        in (snapshots.ensure_snapshot(study).results["deviations"])
    )
