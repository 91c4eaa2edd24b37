"""What of a study may change when, and what is kept of it."""

import pytest

from evalsite.jobs.models import Job
from evalsite.studies import editing, lifecycle
from evalsite.studies.document import default_texts, document
from evalsite.studies.editing import changed_keys
from evalsite.studies.models import Study
from face.errors import InputError
from face.regions import Region
from tests.evalsite.studies.test_lifecycle import TABLES, finish_videos, recordings_and_checkpoint, study

__all__ = ["recordings_and_checkpoint", "study"]

pytestmark = pytest.mark.django_db

CONSENT = {"protocol": {"consent": "We changed the address of our office."}}
GERMAN = {
    "title": "Wie natürlich?",
    "questions": {region: {"text": "Wie natürlich?", "low": "gar nicht", "high": "sehr"} for region in Region},
}


def edit_study(study: Study, /, *, note: str = "a reason", **tables) -> Study:
    return editing.edit(study, document.load_document(TABLES | tables), "as written anew", note=note)


def move_to_state(study: Study, state: str) -> Study:
    finish_videos()
    moves = {"pilot": [lifecycle.pilot], "open": [lifecycle.open], "paused": [lifecycle.open, lifecycle.pause]}
    for move in moves[state]:
        study = move(study)
    return study


def test_a_draft_is_replaced_by_the_file(study):
    result = edit_study(study, note="", clips=TABLES["clips"][:1], study={"name": "faces", "title": "Another"})
    assert (result.title, result.source) == ("Another", "as written anew")
    assert result.stimuli.count() == 2
    assert not result.versions.exists()
    assert Job.objects.count() == 4


def test_an_invalid_file_leaves_the_draft_unchanged(study):
    with pytest.raises(InputError, match="corpus/none"):
        edit_study(study, clips=[{"name": "a", "recording": "corpus/none"}])
    assert study.stimuli.count() == 4


def test_the_default_texts_of_an_earlier_release_stay_when_something_else_changes(study):
    study = move_to_state(study, "open")
    study.document["protocol"] |= default_texts.EARLIER
    study.save()
    protocol = edit_study(study, study={"name": "faces", "title": "Another"}).read_document().protocol
    assert {key: getattr(protocol, key) for key in default_texts.EARLIER} == default_texts.EARLIER
    assert edit_study(study, **CONSENT).read_document().protocol.consent == CONSENT["protocol"]["consent"]


@pytest.mark.parametrize("state", ["open", "paused"])
def test_a_text_of_an_open_study_becomes_a_version(study, state):
    study = edit_study(move_to_state(study, state), note="new address", **CONSENT)
    assert study.version == 2
    first, second = study.versions.order_by("number")
    assert (first.note, second.note) == ("the study opened", "new address")
    assert first.digest != second.digest == study.digest
    assert second.document["protocol"]["consent"] == CONSENT["protocol"]["consent"]
    assert lifecycle.get_study("faces").read_document().protocol.consent == CONSENT["protocol"]["consent"]


def test_a_language_can_be_added_to_an_open_study(study):
    study = edit_study(move_to_state(study, "open"), translations={"de": GERMAN})
    other = GERMAN | {"questions": GERMAN["questions"] | {"upper": {"text": "?", "low": "a", "high": "b"}}}
    with pytest.raises(InputError, match=r"translations\.de\.questions\.upper"):
        edit_study(study, translations={"de": other})
    assert edit_study(study, translations={"de": GERMAN | {"title": "Wie echt?"}}).version == 3


FIXED = {
    "conditions": ({"conditions": [*TABLES["conditions"][:1], {"name": "other", "checkpoint": "x"}]}, "conditions[2]"),
    "clips": ({"clips": TABLES["clips"][:1]}, "clips"),
    "question": ({"questions": [{"region": "upper", "text": "How real?"}]}, "questions"),
    "scale": ({"design": {"scale": [1, 7]}}, "design.scale"),
    "raters": ({"design": {"raters": 40}}, "design.raters"),
    "plan": ({"analysis": {"alpha": 0.01}}, "analysis.alpha"),
    "checks": ({"checks": [{"kind": "instructed", "answer": 3}]}, "checks"),
    "repeats": ({"protocol": {"repeats": 1}}, "protocol.repeats"),
    "look": ({"render": {"fps": 30}}, "render.fps"),
}


@pytest.mark.parametrize(("tables", "key"), FIXED.values(), ids=FIXED)
def test_an_open_study_keeps_rated_content(study, tables, key):
    study = move_to_state(study, "open")
    with pytest.raises(InputError) as caught:
        edit_study(study, **tables)
    assert str(caught.value).startswith(key)
    for text in ("title", "consent", "instructions", "debriefing", "screened_out", "minutes", "languages"):
        assert text in str(caught.value)
    assert study.versions.count() == lifecycle.get_study("faces").version == 1


@pytest.mark.parametrize("kind", ["question", "scale", "raters", "plan", "checks", "repeats"])
def test_a_pilot_can_change_everything_but_its_videos(study, kind):
    assert edit_study(move_to_state(study, "pilot"), **FIXED[kind][0]).version == 2


@pytest.mark.parametrize("kind", ["conditions", "clips", "look"])
def test_a_pilot_keeps_its_videos(study, kind):
    with pytest.raises(InputError, match="another study with a new name"):
        edit_study(move_to_state(study, "pilot"), **FIXED[kind][0])


def test_editing_a_live_study_needs_a_note(study):
    with pytest.raises(InputError, match="--note"):
        edit_study(move_to_state(study, "open"), note=" ", **CONSENT)


def test_a_closed_study_cannot_be_edited(study):
    lifecycle.close(move_to_state(study, "open"))
    with pytest.raises(InputError, match="is closed"):
        edit_study(study, **CONSENT)


def test_changed_keys_are_readable():
    one = {"a": {"b": [1, {"c": 2}], "d": 1}, "e": [1]}
    other = {"a": {"b": [1, {"c": 3}], "d": 1, "f": None}, "e": [1, 2], "g": 0}
    assert list(changed_keys(one, other)) == ["a.b[2].c", "e", "g"]
