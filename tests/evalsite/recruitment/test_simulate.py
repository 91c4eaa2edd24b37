"""`manage.py simulate`: simulated participants over HTTP."""

from argparse import ArgumentTypeError
from collections import Counter
from uuid import uuid4

import pytest
from django.core.management import call_command

from analysis.rating_simulation import RatingModel
from evalsite.questionnaire.models import Participation
from evalsite.questionnaire.ratings import has_simulated, ratings_table
from evalsite.recruitment.management.commands import simulate
from evalsite.recruitment.simulation.participant import SimulatedParticipant
from evalsite.results import snapshots
from evalsite.studies import lifecycle
from evalsite.studies.allocation import slot_allocation
from evalsite.studies.models import Study
from tests.evalsite.questionnaire.visitor import draft_study, open_study


@pytest.mark.django_db(transaction=True)
def test_simulated_participants_run_in_parallel_and_are_marked(live_server, capsys):
    study = open_study(seconds=0.1)
    effect = ["--effect", "sea-original=2"]
    call_command("simulate", "faces", "--raters", "3", "--parallel", "2", "--url", live_server.url, *effect)
    assert Counter(Participation.objects.values_list("state", "simulated")) == {("completed", True): 3}
    assert has_simulated(study)
    table = ratings_table(study)
    truth = RatingModel(0, {"sea-original": 2.0})
    known = {truth.rating(f"simulated-{n}", row.condition, row.question, row.clip) for n in range(3) for row in table}
    assert len(table) == 36
    assert {row.rating for row in table} <= known
    assert "3 simulated participants" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_ratings_depend_on_the_condition_of_the_video(live_server):
    study = open_study(seconds=0.02)
    SimulatedParticipant(study, live_server.url, RatingModel(), rater="r").take_part(lambda: None)
    for row in ratings_table(study):
        assert row.rating == RatingModel().rating("r", row.condition, row.question, row.clip)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("layout", ["together", "blocks", "split-questions"])
def test_simulated_participants_complete_a_pilot_in_every_layout(live_server, layout):
    tables = {
        "design": {"layout": layout, "raters": 3},
        "protocol": {"repeats": 1, "break_every": 5},
        "practice": [{"condition": "sea-original", "expected": [1, 10], "note": "As measured."}],
        "checks": [{"kind": "gold", "condition": "sea-original", "expected": [1, 10]}]
        + [{"kind": "instructed", "answer": 4}] * 2,
    }
    study = lifecycle.pilot(draft_study(**tables))
    call_command("simulate", "faces", "--raters", "3", "--url", live_server.url)
    assert set(study.participations.values_list("state", "pilot", "excluded_by")) == {("completed", True, "")}
    assert not ratings_table(study)
    rows = ratings_table(study, pilot=True)
    cells = {(row.condition, row.clip, row.question) for row in rows}
    assert len(cells) == 12
    assert [row.repeat for row in rows].count(0) == (12 if layout == "split-questions" else 36)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("layout", ["together", "blocks", "split-questions"])
@pytest.mark.parametrize("restriction", [{"clip_showings": "once"}, {"conditions_per_rater": "one"}], ids=str)
def test_simulated_studies_of_other_designs_are_full_balanced_and_analysed(live_server, layout, restriction):
    lists = 6 if layout == "split-questions" else 2
    study = open_study(
        clips=4,
        design={"layout": layout, "raters": 2 * lists} | restriction,
        protocol={"repeats": 1, "practice": 1},
        checks=[{"kind": "instructed", "answer": 4}],
        analysis={"contrasts": {"jointly - original": {"sea-jointly": 1, "sea-original": -1}}},
    )
    call_command("simulate", "faces", "--url", live_server.url)
    assert slot_allocation.is_full(study)
    for person in study.participations.all():
        shown = set(person.trials.values_list("stimulus__clip", "stimulus__condition"))
        assert (person.state, len(shown)) == ("completed", 4)
        assert len({clip for clip, _ in shown}) == 4
        assert len({condition for _, condition in shown}) == (1 if "conditions_per_rater" in restriction else 2)
    first = [row for row in ratings_table(study) if not row.repeat]
    cells = Counter((row.condition, row.clip, row.question) for row in first)
    assert (len(cells), set(cells.values())) == (24, {2})
    snapshot = snapshots.ensure_snapshot(lifecycle.close(study))
    designs = {name: each["design"]["raters"] for name, each in snapshot.results["questions"].items()}
    assert set(designs.values()) == {"between" if "conditions_per_rater" in restriction else "within"}
    assert [contrast["name"] for contrast in snapshot.results["contrasts"]] == ["jointly - original"] * 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nobody"], "there is no study"),
        (["faces", "--effect", "nobody=1"], "no condition 'nobody'"),
        (["faces", "--url", "http://127.0.0.1:9"], "the site does not answer"),
    ],
)
def test_mistakes_are_reported_in_one_sentence(capsys, arguments, message):
    open_study()
    with pytest.raises(SystemExit) as stopped:
        call_command("simulate", *arguments)
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("arguments", ["sea-original=nan", "sea-original=inf", "sea-original="])
def test_an_effect_is_a_number_of_points(arguments):
    with pytest.raises(ArgumentTypeError, match="CONDITION=POINTS"):
        simulate.parse_effect(arguments)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "remedy"),
    [("draft", "study pilot faces"), ("paused", "study resume faces"), ("closed", "no more")],
)
def test_studies_that_are_not_live_are_not_simulated(capsys, state, remedy):
    draft_study()
    Study.objects.update(state=state)
    with pytest.raises(SystemExit):
        call_command("simulate", "faces")
    assert remedy in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_participants_already_admitted_finish_when_the_study_becomes_full(live_server, capsys):
    study = open_study(design={"raters": 2})
    with pytest.raises(SystemExit):
        call_command("simulate", "faces", "--raters", "4", "--url", live_server.url)
    error = capsys.readouterr().err
    assert "2 of 4 simulated participants completed faces: no place is left" in error
    assert study.participations.filter(state="completed").count() == 2


@pytest.mark.django_db
def test_a_full_study_is_not_simulated(capsys):
    slot_allocation.allocate(open_study(design={"raters": 1}), uuid4())
    with pytest.raises(SystemExit):
        call_command("simulate", "faces")
    assert "over_quota = true" in capsys.readouterr().err
