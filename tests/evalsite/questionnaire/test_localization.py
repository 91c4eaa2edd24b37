"""The language of a page, and a study's texts in that language."""

import pytest
from django.utils import translation

from evalsite.questionnaire import localization
from evalsite.questionnaire.models import Participation
from evalsite.studies.document import document
from face.errors import InputError
from tests.evalsite.questionnaire.study_texts import ARABIC, FORMS, PRACTICE
from tests.evalsite.questionnaire.visitor import draft_study, open_study

TABLES = {"translations": {"ar": ARABIC}, "practice": PRACTICE, **FORMS}


@pytest.mark.parametrize(
    ("query", "header", "language_tag"),
    [
        ("", "", "en"),
        ("", "ar", "ar"),
        ("", "de, ar;q=0.5, en;q=0.1", "ar"),
        ("", "ar-EG", "ar"),
        ("", "de", "en"),
        ("?lang=ar", "en", "ar"),
        ("?lang=de", "ar", "ar"),
        ("?lang=en", "ar", "en"),
        ("", "x" * 5000, "en"),
        ("", ";;;q=nan", "en"),
    ],
)
@pytest.mark.django_db
def test_the_requested_language_is_remembered(client, query, header, language_tag):
    open_study(**TABLES)
    page = client.get(f"/s/faces/{query}", headers={"Accept-Language": header}).content.decode()
    assert f'<html lang="{language_tag}" dir="{"rtl" if language_tag == "ar" else "ltr"}">' in page
    home = client.post(f"/s/faces/{query}", headers={"Accept-Language": header})["Location"]
    assert f'<html lang="{language_tag}"' in client.get(home).content.decode()
    assert Participation.objects.get().language == language_tag


@pytest.mark.django_db
def test_the_language_can_be_changed_during_the_study(client):
    open_study(**TABLES)
    home = client.post("/s/faces/")["Location"]
    page = client.get(f"{home}?lang=ar", follow=True)
    assert ARABIC["title"] in page.content.decode()
    assert "قبل أن تشارك" in client.get(home).content.decode()
    assert client.get(f"{home}?lang=xx").status_code == 200
    assert Participation.objects.get().language == "ar"


@pytest.mark.django_db
def test_a_study_in_german_only_needs_no_translation(client):
    open_study(study={"name": "faces", "title": "Wie natürlich?", "language": "de"})
    page = client.get("/s/faces/").content.decode()
    assert '<html lang="de"' in page
    assert "Willkommen" in page
    home = client.post("/s/faces/")["Location"]
    assert "Es gibt keine richtigen oder falschen Antworten" in client.get(home).content.decode()


def test_every_text_is_translated():
    own = document.load_document(draft_tables(**TABLES))
    localized = localization.localized_document(own, "ar")
    assert localized.study.title == ARABIC["title"]
    assert [question.text for question in localized.questions] == [
        words["text"] for words in ARABIC["questions"].values()
    ]
    assert localized.practice[0].note == ARABIC["practice"][0]
    assert localized.before[1].options == tuple(ARABIC["before"]["english"]["options"])
    assert "عنك" not in localized.protocol.consent
    assert localized.protocol.consent != own.protocol.consent
    assert localization.localized_document(own, "en").protocol == own.protocol


def test_checks_are_asked_in_the_language_of_the_page():
    checks = [{"kind": "instructed", "answer": 4}, {"kind": "instructed", "answer": 2, "text": "Take 2."}]
    words = ARABIC | {"checks": ["اختر 2"], "practice": []}
    own = document.load_document(draft_tables(checks=checks, translations={"ar": words}, **FORMS))
    assert [each.instruction for each in localization.localized_document(own, "ar").checks] == [
        "يتحقق هذا السؤال من أنك قرأته. يرجى اختيار 4.",
        "اختر 2",
    ]
    assert localization.localized_document(own, "en").checks[1].instruction == "Take 2."


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "is empty"),
        ({"questions": {}}, "translations.ar.questions.upper is missing"),
        ({"practice": []}, "translations.ar.practice: 0 texts where the study has 1"),
        ({"before": ARABIC["before"] | {"nose": {"text": "x"}}}, "before.nose: the study has no such question"),
        ({"before": ARABIC["before"] | {"english": {"text": "x", "options": ["a"]}}}, "1 texts where the study has 3"),
    ],
)
def test_an_incomplete_translation_is_refused(change, sentence):
    with pytest.raises(InputError, match=sentence):
        document.load_document(draft_tables(**TABLES | {"translations": {"ar": ARABIC | change}}))


def test_custom_texts_must_be_translated_too():
    with pytest.raises(InputError, match=r"translations.ar.consent is missing"):
        document.load_document(draft_tables(**TABLES, protocol={"consent": "Our own."}))


def draft_tables(**tables) -> dict:
    conditions = [{"name": "sea-original", "original": True}, {"name": "sea", "checkpoint": "c"}]
    clips = [{"name": f"clip-{number}", "recording": f"r/{number}"} for number in range(4)]
    return {"study": {"name": "faces", "title": "?"}, "conditions": conditions, "clips": clips} | tables


@pytest.mark.django_db
def test_error_pages_use_the_browser_language(client):
    draft_study()
    answer = client.get("/s/faces/", headers={"Accept-Language": "es"})
    assert "Este enlace no funciona" in answer.content.decode()
    assert translation.get_language() == "en"
