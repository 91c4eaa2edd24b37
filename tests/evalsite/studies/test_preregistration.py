"""Sealing a study's pre-registration: on request, and whenever it opens with another plan."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from analysis.preregistration.seal import parse_sealed
from evalsite.studies import lifecycle, preregistration, presets
from evalsite.studies.document.document import load_document
from evalsite.studies.models import Preregistration, Study
from face.errors import InputError
from tests.evalsite.questionnaire.visitor import Visitor, draft_study

pytestmark = pytest.mark.django_db
CONTRASTS = {"analysis": {"contrasts": {"jointly": {"sea-jointly": 1, "sea-original": -1}}}}


def change(study: Study, table: str, **keys: object) -> None:
    study.document = json.loads(load_document(study.document | {table: study.document[table] | keys}).model_dump_json())
    study.save()


def test_opening_seals_what_opens():
    study = lifecycle.open(draft_study(**CONTRASTS))
    (found,) = study.preregistrations.all()
    sealed = parse_sealed(found.document, "x")
    assert sealed.plan == study.read_document().analysis_plan
    assert (found.text_sha256, found.plan_sha256) == (sealed.text_sha256, sealed.plan.digest())
    assert (sealed.conditions, sealed.clips) == (("sea-original", "sea-jointly"), ("sentence-0", "sentence-1"))
    assert preregistration.NOBODY in found.document
    assert found.sealed.replace(microsecond=0) == sealed.sealed <= study.opened


def test_what_was_sealed_before_opening_keeps_its_earlier_time():
    study = draft_study(**CONTRASTS, payment={"reward_per_hour": 12})
    earlier = preregistration.seal(study)
    assert preregistration.seal(study) == earlier
    lifecycle.open(study)
    assert list(study.preregistrations.all()) == [earlier]


def test_another_plan_is_sealed_again_at_opening_and_the_first_text_stays():
    study = draft_study(**CONTRASTS)
    earlier = preregistration.seal(study)
    change(study, "design", raters=33)
    lifecycle.open(study)
    newest, oldest = study.preregistrations.all()
    assert (oldest, "33 raters" in newest.document, "33 raters" in oldest.document) == (earlier, True, False)
    assert preregistration.latest(study) == newest


def test_people_of_the_pilot_are_counted():
    study = lifecycle.pilot(draft_study(**CONTRASTS))
    Visitor(study).to_first_trial()
    assert "1 person had begun its pilot" in preregistration.seal(study).document


def test_nothing_is_sealed_after_opening():
    study = lifecycle.open(draft_study())
    with pytest.raises(InputError, match="study faces is open: what is written after it opened is no pre-registration"):
        preregistration.seal(study)


def test_a_sealed_text_is_never_changed():
    found = preregistration.seal(draft_study())
    found.document = "another"
    with pytest.raises(TypeError, match="never changed"):
        found.save()
    assert Preregistration.objects.get().document != "another"


def test_the_text_says_how_the_study_runs():
    study = draft_study(
        **CONTRASTS,
        protocol={"repeats": 1, "failed_checks": 2, "min_response_seconds": 1.5, "practice": 2},
        checks=[
            {"kind": "gold", "condition": "sea-original", "expected": [1, 3]},
            {"kind": "instructed", "answer": 3},
            {"kind": "instructed", "answer": 8},
        ],
        before=[
            {"name": "age", "text": "How old are you?", "kind": "number", "screen_out_below": 18},
            {
                "name": "ears",
                "text": "Do you hear well?",
                "kind": "choice",
                "options": ["yes", "no"],
                "screen_out": ["no"],
            },
        ],
        payment={"reward": "2.50", "currency": "EUR"},
        recruitment={"prolific": {"completion_code": "X"}},
    )
    text = preregistration.seal(study).document
    for sentence in (
        "- sea-original: the recording's measured motion (reference)",
        "- sea-jointly: motion predicted by the network jointly-checkpoint",
        "Participants are recruited on Prolific.",
        "paid 2.50 EUR",
        "Screened out before the videos: below 18 to “How old are you?”; “no” to “Do you hear well?”.",
        "Each participation begins with 2 practice videos; not analysed.",
        "Repeats: 1 video of the first half, shown again",
        "Attention checks: 1 × a video with a known rating and 2 × a question that names its answer.",
        "count as failed if 2 or more of 3 checks are failed or the median time from the end of a video to the answer",
        "to the answer is below 1.5 s.",
        "valid ratings of participants who completed the study, about 20 raters",
        "| jointly | sea-jointly minus sea-original |",
    ):
        assert sentence in text, sentence


def test_the_command_writes_the_text_of_a_file_and_seals_that_of_a_study(tmp_path: Path, capsys):
    study = draft_study(**CONTRASTS)
    call_command("study", "preregister", "faces", "--out", str(tmp_path / "p.md"))
    assert (tmp_path / "p.md").read_text() == study.preregistrations.get().document
    lifecycle.open(study)
    capsys.readouterr()
    call_command("study", "preregister", "faces")
    assert parse_sealed(capsys.readouterr().out, "x").document == study.preregistrations.get().document
    (tmp_path / "new.toml").write_text(presets.fill_preset("paper2017", name="new", recordings=["a", "b"]))
    call_command("study", "preregister", str(tmp_path / "new.toml"))
    text = capsys.readouterr().out
    assert parse_sealed(text, "x").clips == ("clip-1", "clip-2")
    assert "How natural does the behaviors of avatar look like in the mouth region?" in text


def test_a_study_that_opened_before_there_were_any_has_none(capsys):
    study = lifecycle.open(draft_study())
    study.preregistrations.all().delete()
    with pytest.raises(SystemExit):
        call_command("study", "preregister", "faces")
    assert "it opened without one" in capsys.readouterr().err
    assert preregistration.latest_sealed(study) is None


@pytest.mark.parametrize(
    ("design", "said", "unsaid"),
    [
        ({}, "none twice in a row. Which videos a participant rates is balanced", "Latin square"),
        ({"clip_showings": "once"}, "divided into 2 lists, the rows of a Latin square", "none twice in a row"),
        ({"conditions_per_rater": "one"}, "Which condition a participant rates is balanced", "Williams square"),
    ],
    ids=str,
)
def test_the_order_is_that_of_the_design(design, said, unsaid):
    text = preregistration.seal(draft_study(**CONTRASTS, design=design)).document
    assert said in text
    assert unsaid not in text
