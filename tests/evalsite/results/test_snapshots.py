"""Results are computed once, from a closed study only."""

import subprocess
import sys

import pytest

from analysis.objective_scores import ObjectiveScore, scores_from_results
from analysis.plan import parse_plan
from analysis.ratings import Ratings
from evalsite.jobs.models import Job
from evalsite.jobs.runner import run_job
from evalsite.questionnaire.ratings import ratings_table
from evalsite.results import snapshots
from evalsite.results.models import Snapshot
from evalsite.studies import lifecycle
from face.errors import InputError
from face.regions import Region


@pytest.mark.parametrize("state", ["draft", "open"])
def test_before_closing_there_are_no_results(study_maker, rate, state):
    study = study_maker(state=state)
    rate(study)
    with pytest.raises(InputError, match="results appear when it is closed"):
        snapshots.latest_snapshot(study)


def test_closing_by_command_and_asking_gives_results(study_maker, rate):
    study = study_maker()
    rate(study)
    snapshot = snapshots.ensure_snapshot(lifecycle.close(study))
    assert snapshot.results["counts"] == {"ratings": 4 * 6 * 3, "raters": 4, "clips": 2, "conditions": 3}
    assert snapshot.ratings_sha256 == Ratings.from_rows(ratings_table(study)).digest


def test_results_are_computed_once(study_maker, rate, monkeypatch):
    study = study_maker(state="closed")
    rate(study)
    first = snapshots.ensure_snapshot(study)
    monkeypatch.delattr("analysis.pipeline.analyse")
    assert snapshots.ensure_snapshot(study) == first
    assert Snapshot.objects.count() == 1


QUESTIONS = [
    {"name": "trust", "text": "How trustworthy?", "scale": [1, 7], "equivalence_bound": 0.3},
    {"name": "mouth", "region": "lower", "text": "How natural is the mouth?"},
    {"name": "human", "kind": "statement", "text": "It seems human.", "scale": [1, 5]},
]


def test_each_question_of_a_study_is_analysed_on_its_own_scale(study_maker, rate):
    study = study_maker(state="closed", questions=QUESTIONS)
    rate(study)
    results = snapshots.compute_snapshot(study)["results"]
    asked = {name: each["asked"] for name, each in results["questions"].items()}
    assert {name: (each["scale"], each["equivalence_bound"]) for name, each in asked.items()} == {
        "trust": ([1, 7], 0.3),
        "mouth": ([1, 10], 0.5),
        "human": ([1, 5], 0.5),
    }
    assert list(asked) == [question["name"] for question in QUESTIONS]
    assert (asked["human"]["text"], asked["human"]["kind"]) == ("It seems human.", "statement")
    assert (results["deviations"], results["warnings"]) == ([], [])


def test_objective_scores_join_the_question_about_their_region(study_maker, rate, monkeypatch):
    scores = [ObjectiveScore("clip-0", "joint-1", region, "error_mm", 1.0) for region in Region]
    monkeypatch.setattr("evalsite.results.objective_scores.study_scores", lambda *_: scores)
    study = study_maker(state="closed", questions=QUESTIONS)
    rate(study)
    results = snapshots.compute_snapshot(study)["results"]
    assert {name: len(each["objective"]) for name, each in results["questions"].items()} == {
        "trust": 0,
        "mouth": 1,
        "human": 0,
    }
    assert results["warnings"] == []
    assert scores_from_results(results) == [score for score in scores if score.region == Region.LOWER]


@pytest.mark.parametrize("questions", [None, QUESTIONS])
def test_site_and_command_line_read_one_plan(study_maker, questions):
    tables = {"questions": questions} if questions else {}
    plan = snapshots.analysis_plan(study_maker(**tables))
    design, analysis = (each.model_dump(mode="json") for each in (plan.design, plan.analysis))
    payment = plan.payment.model_dump(mode="json")
    file = {"study": {"name": "s"}, "design": design, "payment": payment, "analysis": analysis, **tables}
    assert parse_plan(file, source="study.toml").digest() == plan.digest()


def test_the_plan_of_the_document_is_used(study_maker, rate):
    study = study_maker(state="closed", analysis={"equivalence_bound": 0.25, "contrasts": {}})
    rate(study)
    results = snapshots.ensure_snapshot(study).results
    assert results["plan"]["analysis"]["equivalence_bound"] == 0.25
    assert results["contrasts"] == []


def test_a_study_that_nobody_completed_says_so(study_maker):
    with pytest.raises(InputError, match="nobody completed study first"):
        snapshots.ensure_snapshot(study_maker(state="closed"))


def test_two_who_ask_at_once_get_the_same_row(closed_study):
    first = snapshots.latest_snapshot(closed_study)
    keys = {name: getattr(first, name) for name in ("schema", "program", "ratings_sha256")}
    assert snapshots.save_snapshot(closed_study, {"results": {}} | keys) == first


def test_another_program_makes_new_results_beside_the_earlier_ones(closed_study):
    first = snapshots.latest_snapshot(closed_study)
    newer = {"results": first.results, "schema": first.schema, "program": "newer", "ratings_sha256": "0" * 64}
    snapshot = snapshots.save_snapshot(closed_study, newer)
    assert snapshots.latest_snapshot(closed_study) == snapshot != first
    assert snapshots.earlier_snapshots(snapshot) == [first]


@pytest.mark.parametrize("simulated", [True, False])
def test_simulated_raters_are_marked(study_maker, rate, simulated):
    study = study_maker(state="closed")
    rate(study)
    rate(study, 1, simulated=simulated)
    assert snapshots.ensure_snapshot(study).results["simulated"] is simulated


def test_looking_computes_nothing(researcher, study_maker, rate, monkeypatch):
    study = study_maker(state="closed")
    rate(study)
    monkeypatch.delattr("analysis.pipeline.analyse")
    text = researcher.get("/studies/first/").content.decode()
    assert "has not been analysed yet" in text
    assert "Analyse</button>" in text
    with pytest.raises(InputError, match="has not been analysed yet"):
        snapshots.latest_snapshot(study)
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("states", [("pause", "resume"), ()])
def test_only_closing_asks_for_the_analysis_and_only_once(study_maker, rate, states):
    study = study_maker()
    rate(study)
    for state in states:
        study = getattr(lifecycle, state)(study)
    assert not Job.objects.exists()
    study = lifecycle.close(study)
    study.save(update_fields=["title"])
    snapshots.enqueue_analysis(study)
    assert Job.objects.filter(kind="analyse", state="queued").count() == 1
    with pytest.raises(InputError, match="is being analysed"):
        snapshots.latest_snapshot(study)


@pytest.mark.django_db(transaction=True)
def test_the_worker_s_results_are_those_that_a_command_computes(study_maker, rate):
    study = study_maker()
    rate(study)
    study = lifecycle.close(study)
    here = snapshots.compute_snapshot(study)
    run_job(Job.objects.get().pk)
    found = snapshots.latest_snapshot(study)
    assert (found.results, found.ratings_sha256) == (here["results"], here["ratings_sha256"])
    assert len(str(Job.objects.get().output)) < 200


def test_who_failed_a_check_is_left_out_and_named(study_maker, rate):
    study = study_maker(state="closed")
    rate(study, 5)
    person = study.participations.first()
    person.excluded_by = "gold"
    person.save()
    results = snapshots.ensure_snapshot(study).results
    assert results["counts"]["raters"] == 4
    assert {"rater": person.code, "rule": "gold", "value": None, "excluded": True} in results["screening"]


def test_serving_pages_loads_no_scipy():
    code = "import django, sys; django.setup(); import evalsite.urls; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
