"""A study in another language says everything in it, and nothing that the study doesn't."""

import copy

import pytest

from evalsite.studies.document import document
from face.errors import InputError

CHECK = {"kind": "instructed", "answer": 2}
TABLES = {
    "study": {"name": "faces", "title": "How natural?"},
    "conditions": [{"name": "original", "original": True}, {"name": "joint-1", "checkpoint": "x"}],
    "clips": [{"name": "a", "recording": "a"}],
    "questions": [{"region": "lower", "text": "The mouth?"}],
    "practice": [{"condition": "original", "note": "Most like it."}, {"condition": "original"}],
    "checks": [CHECK | {"text": "Take 2."}, CHECK],
    "before": [{"name": "sex", "text": "You are?", "kind": "choice", "options": ["a woman", "a man", "neither"]}],
    "after": [{"name": "notes", "text": "Anything else?", "kind": "text"}],
}
GERMAN = {
    "title": "Wie natürlich?",
    "questions": {"lower": {"text": "Der Mund?", "low": "gar nicht", "high": "sehr"}},
    "practice": ["Den meisten gefällt es."],
    "checks": ["Nimm die 2."],
    "before": {"sex": {"text": "Sie sind?", "options": ["eine Frau", "ein Mann", "weder noch"]}},
    "after": {"notes": {"text": "Noch etwas?"}},
}


def load(words=GERMAN, *, tag="de", **tables):
    return document.load_document(TABLES | {"translations": {tag: words}} | tables)


def change_translation(**places):
    """Return the translation with something else at each place, written `table__name__key`; None takes it away."""
    words = copy.deepcopy(GERMAN)
    for place, value in places.items():
        *above, key = place.split("__")
        table = words
        for name in above:
            table = table[name]
        if value is None:
            del table[key]
        else:
            table[key] = value
    return words


def test_the_study_language_comes_first():
    assert document.load_document(TABLES).languages == ["en"]
    result = document.load_document(
        TABLES | {"study": TABLES["study"] | {"language": "fr"}, "translations": {"de": GERMAN}}
    )
    assert result.languages == ["fr", "de"]


@pytest.mark.parametrize("tag", ["de", "de-CH", "zh-Hant-TW", "gsw"])
def test_a_complete_translation_is_accepted(tag):
    assert load(tag=tag).translations[tag].title == "Wie natürlich?"


@pytest.mark.parametrize("tag", ["German", "d", "DE", "de_CH", "de-", ""])
def test_an_invalid_language_tag_is_refused(tag):
    with pytest.raises(InputError, match="translations"):
        load(tag=tag)


LACKING = {
    "title": (change_translation(title=None), "translations.de.title: is missing"),
    "a blank": (change_translation(title=" "), "translations.de.title: is empty; write something"),
    "a question": (change_translation(questions={}), "translations.de.questions.lower is missing; translate it"),
    "an end of the scale": (
        change_translation(questions__lower__low=None),
        "translations.de.questions.lower.low: is missing",
    ),
    "a note": (change_translation(practice=[]), "translations.de.practice: 0 texts where the study has 1"),
    "a check": (change_translation(checks=[]), "translations.de.checks: 0 texts where the study has 1"),
    "a form's question": (change_translation(before={}), "translations.de.before.sex is missing; translate it"),
    "an option": (
        change_translation(before__sex__options=["eine Frau"]),
        "before.sex.options: 1 texts where the study has 3",
    ),
    "the last form": (change_translation(after={}), "translations.de.after.notes is missing; translate it"),
}


@pytest.mark.parametrize(("words", "sentence"), LACKING.values(), ids=LACKING)
def test_missing_translations_are_named(words, sentence):
    with pytest.raises(InputError) as caught:
        load(words)
    assert sentence in str(caught.value)


OTHER = {"text": "?", "low": "a", "high": "b"}
TOO_MUCH = {
    "a question": (
        change_translation(questions__upper=OTHER),
        "questions.upper: the study has no such question; remove it",
    ),
    "a note": (
        change_translation(practice=["eins", "zwei"]),
        "practice: 2 texts where the study has 1; translate each",
    ),
    "a form's question": (
        change_translation(after__age={"text": "Alter?"}),
        "after.age: the study has no such question",
    ),
    "options of a text": (
        change_translation(after__notes__options=["ja"]),
        "after.notes.options: 1 texts where the study has 0",
    ),
    "a key": (change_translation(titel="x"), "translations.de.titel: is not a known key; write `title`"),
}


@pytest.mark.parametrize(("words", "sentence"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_translations_of_unknown_texts_are_refused(words, sentence):
    with pytest.raises(InputError) as caught:
        load(words)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("key", ["consent", "instructions", "debriefing", "screened_out"])
def test_custom_texts_need_a_translation_and_default_texts_do_not(key):
    assert getattr(load().translations["de"], key) is None
    own = {"protocol": {key: "Our own words."}}
    with pytest.raises(InputError, match=rf"translations\.de\.{key} is missing; translate the study's own text"):
        load(**own)
    assert getattr(load(change_translation(**{key: "Unsere Worte."}), **own).translations["de"], key) == "Unsere Worte."


def test_a_translation_into_the_study_language_is_refused():
    with pytest.raises(InputError, match=r"translations\.en: en is the study's own language; remove the table"):
        load(tag="en")


def test_every_language_is_checked():
    with pytest.raises(InputError, match=r"translations\.fr\.questions\.lower is missing"):
        document.load_document(TABLES | {"translations": {"de": GERMAN, "fr": change_translation(questions={})}})
