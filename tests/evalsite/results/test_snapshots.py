"""Results are computed once, from a closed study only."""

import pytest

from analysis.ratings import from_rows
from evalsite.questionnaire.ratings import ratings_table
from evalsite.results import snapshots
from evalsite.results.models import Snapshot
from evalsite.studies import lifecycle
from face.errors import InputError


@pytest.mark.parametrize("state", ["draft", "open"])
def test_before_closing_there_are_no_results(study_maker, rated, state):
    study = study_maker(state=state)
    rated(study)
    with pytest.raises(InputError, match="results appear when it is closed"):
        snapshots.of(study)


def test_closing_by_command_and_asking_gives_results(study_maker, rated):
    study = study_maker()
    rated(study)
    snapshot = snapshots.ensure(lifecycle.close(study))
    assert snapshot.results["counts"] == {"ratings": 4 * 6 * 3, "raters": 4, "clips": 2, "conditions": 3}
    assert snapshot.ratings_sha256 == from_rows(ratings_table(study)).digest


def test_results_are_computed_once(study_maker, rated, monkeypatch):
    study = study_maker(state="closed")
    rated(study)
    first = snapshots.ensure(study)
    monkeypatch.delattr("analysis.results.analyse")
    assert snapshots.ensure(study) == first
    assert Snapshot.objects.count() == 1


def test_the_plan_of_the_document_is_used(study_maker, rated):
    study = study_maker(state="closed", analysis={"equivalence_bound": 0.25, "contrasts": {}})
    rated(study)
    results = snapshots.ensure(study).results
    assert results["plan"]["analysis"]["equivalence_bound"] == 0.25
    assert results["contrasts"] == []


def test_a_study_that_nobody_completed_says_so(study_maker):
    with pytest.raises(InputError, match="nobody completed study first"):
        snapshots.ensure(study_maker(state="closed"))


def test_two_who_ask_at_once_get_the_same_row(closed):
    assert snapshots.publish(closed, {"results": {}, "ratings_sha256": ""}) == snapshots.of(closed)


@pytest.mark.parametrize("simulated", [True, False])
def test_simulated_raters_are_marked(study_maker, rated, simulated):
    study = study_maker(state="closed")
    rated(study)
    rated(study, 1, simulated=simulated)
    assert snapshots.ensure(study).results["simulated"] is simulated
