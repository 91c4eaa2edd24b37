"""Which language a page speaks, what is translated, and that no catalogue lacks a word."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from evalsite.questionnaire import localization
from evalsite.questionnaire.models import Participation
from evalsite.studies.document import document, texts
from face.errors import InputError
from tests.evalsite.questionnaire.study_texts import ARABIC, FORMS, PRACTICE
from tests.evalsite.questionnaire.visitor import draft_study, open_study

LOCALE = Path(settings.LOCALE_PATHS[0])
OTHERS = [tag for tag in localization.INTERFACE_LANGUAGES if tag != "en"]
TABLES = {"translations": {"ar": ARABIC}, "practice": PRACTICE, **FORMS}


def written(folder: Path) -> dict[str, str]:
    """Return what a catalogue's text holds, without its header; of plural forms the first."""
    text = (folder / "LC_MESSAGES/django.po").read_text(encoding="utf-8")
    entry = re.compile(
        r'^msgid ((?:".*"\n)+)(?:msgid_plural (?:".*"\n)+)?msgstr(?:\[0\])? ((?:".*"(?:\n|\Z))+)', re.MULTILINE
    )
    pairs = [tuple(_joined(part) for part in found) for found in entry.findall(text)]
    return {original: translations for original, translations in pairs if original}


def _joined(lines: str) -> str:
    text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', lines))
    return text.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")


def compiled(folder: Path) -> dict[str, str]:
    with (folder / "LC_MESSAGES/django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # noqa: SLF001 - the only way to list it
    return {
        key[0] if isinstance(key, tuple) else key: translations
        for key, translations in catalogue.items()
        if key and (not isinstance(key, tuple) or key[1] == 0)
    }


def marked() -> set[str]:
    """Return the words that templates mark for translation, and those of the program's own texts."""
    room = Path(settings.ROOT) / "evalsite"
    pages = [*room.glob("questionnaire/templates/**/*"), *room.glob("recruitment/templates/**/*")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages if page.is_file())
    simple = re.findall(r"""\{% translate ["'](.+?)["'] (?:as \w+ )?%\}""", text)
    blocks = re.findall(r"\{% blocktranslate[^%]*%\}(.*?)\{% (?:plural|endblocktranslate) %\}", text)
    return {*simple, *(re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", block) for block in blocks), *texts.TRANSLATED_BY_PROGRAM}


@pytest.mark.parametrize("tag", OTHERS)
def test_catalogues_are_complete_and_compiled(tag):
    folder = LOCALE / tag
    translations = written(folder)
    assert marked() - translations.keys() == set()
    assert [original for original, text in translations.items() if not text] == []
    assert compiled(folder) == translations


@pytest.mark.parametrize("tag", OTHERS)
def test_translations_keep_their_placeholders(tag):
    for original, text in written(LOCALE / tag).items():
        gaps = re.findall(r"%\(\w+\)[sd]|\{\w+\}|</?\w+>", original)
        if "minute" not in original and "first video" not in original:
            assert sorted(gaps) == sorted(re.findall(r"%\(\w+\)[sd]|\{\w+\}|</?\w+>", text)), original


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
def test_the_language_is_asked_for_and_remembered(client, query, header, language_tag):
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


def test_a_check_asks_in_the_page_s_language():
    checks = [{"kind": "instructed", "answer": 4}, {"kind": "instructed", "answer": 2, "text": "Take 2."}]
    words = ARABIC | {"checks": ["اختر 2"], "practice": []}
    own = document.load_document(draft_tables(checks=checks, translations={"ar": words}, **FORMS))
    assert [each.question for each in localization.localized_document(own, "ar").checks] == [
        "يتحقق هذا السؤال من أنك قرأته. يرجى اختيار 4.",
        "اختر 2",
    ]
    assert localization.localized_document(own, "en").checks[1].question == "Take 2."


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


def test_own_texts_must_be_translated_too():
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
