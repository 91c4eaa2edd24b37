"""The flow of participants: it adds up, it names the reasons, and it ends with those whom the analysis counts."""

import itertools
from datetime import UTC, datetime

import pytest

from evalsite.questionnaire.models import Participation
from evalsite.results import participant_flow, snapshots
from evalsite.studies.models import Study
from tests.evalsite.questionnaire.study_texts import FORMS
from tests.evalsite.questionnaire.visitor import Visitor, open_study

pytestmark = pytest.mark.django_db

USED = {"incomplete": "include", "consent": "What you answer is used, even if you stop."}


def take_part(study, **person: str) -> Visitor:
    return Visitor(study).to_first_trial(**{"age": "33", "english": "1"} | person).to_end()


def test_the_flow_adds_up_and_names_the_reasons():
    study = open_study(**FORMS)
    take_part(study)
    take_part(study)
    Visitor(study).to_instructions(age="3", english="1")
    Visitor(study).to_first_trial(age="33", english="1")
    Visitor(study).send()
    visitor = Visitor(study)
    visitor.send()
    visitor.post(visitor.page.form.action, {"agree": "no"})
    Participation.objects.filter(pk=Participation.objects.filter(state="completed")[0].pk).update(excluded_by="gold")
    stages = participant_flow.flow_stages(study)
    assert [(stage.name, stage.count) for stage in stages] == [
        ("arrived", 6),
        ("consented", 4),
        ("admitted", 3),
        ("completed", 2),
        ("analysed", 1),
    ]
    for stage, after in itertools.pairwise(stages):
        assert stage.count - sum(stage.losses.values()) == after.count
    assert [stage.losses for stage in stages] == [
        {"did not consent (yet)": 1, "declined consent": 1},
        {"screened out by age": 1},
        {"not finished": 1},
        {"excluded by gold": 1},
        {},
    ]


def people(study: Study) -> dict[str, int]:
    return {stage.name: stage.count for stage in participant_flow.flow_stages(study)}


def end(study: Study, *, code: int, **how) -> Participation:
    """Change how the participation that came as number `code` ended."""
    person = study.participations.order_by("arrived_at")[code]
    study.participations.filter(pk=person.pk).update(**how)
    return person


def close(study: Study) -> dict:
    Study.objects.filter(pk=study.pk).update(state="closed", closed=datetime.now(UTC))
    study.refresh_from_db()
    return snapshots.ensure_snapshot(study).results


@pytest.mark.parametrize(("protocol", "analysed"), [({}, 4), (USED, 5)])
def test_whose_answers_may_be_used_is_counted_although_they_stopped(study_maker, rate, protocol, analysed):
    study = study_maker(protocol=protocol)
    rate(study, 6)
    end(study, code=0, state="withdrawn", answers_kept=True)
    end(study, code=1, state="withdrawn", answers_kept=False)
    end(study, code=2, state="started", completed_at=None)
    before = people(study)
    assert before == {"arrived": 6, "consented": 6, "admitted": 6, "usable": analysed, "analysed": analysed}
    assert close(study)["counts"]["raters"] == analysed
    assert people(study) == before


def test_who_stopped_before_the_first_rating_is_lost_and_the_reason_told(study_maker, rate):
    study = study_maker(protocol=USED)
    rate(study, 3)
    end(study, code=0, state="withdrawn", answers_kept=True).trials.all().delete()
    end(study, code=1, state="started").trials.all().delete()
    end(study, code=2, state="completed").trials.update(valid=False)
    lost = {"withdrew before rating": 1, "not finished": 1, "gave no valid rating": 1}
    assert [stage.losses for stage in participant_flow.flow_stages(study)][2:] == [lost, {}, {}]
    assert people(study)["completed"] == 0


@pytest.mark.parametrize(("checks", "analysed"), [(True, 3), (False, 4)])
def test_the_plan_says_whether_a_failed_check_leaves_out(study_maker, rate, checks, analysed):
    study = study_maker(analysis={"exclusions": {"checks": checks}})
    rate(study, 4)
    end(study, code=0, excluded_by="gold")
    assert (people(study)["completed"], people(study)["analysed"]) == (4, analysed)
    assert close(study)["counts"]["raters"] == people(study)["analysed"] == analysed


def test_whom_a_rule_of_the_analysis_leaves_out_is_named_once_it_is_known(study_maker, rate):
    study = study_maker(analysis={"exclusions": {"minimum_share": 0.9}})
    rate(study, 4)
    end(study, code=0).trials.filter(position__gt=3).update(valid=False)
    assert people(study)["analysed"] == 4
    assert close(study)["counts"]["raters"] == people(study)["analysed"] == 3
    assert participant_flow.flow_stages(study)[3].losses == {"excluded by minimum_share": 1}
