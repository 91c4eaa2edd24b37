"""The language of a participant's pages, and a study's texts in that language."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from evalsite.questionnaire.models import Participation
from evalsite.studies.document import default_texts, texts
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.practice_and_checks import Check, Practice
from evalsite.studies.document.tables import FormQuestionTranslation, QuestionTranslation, Translation

INTERFACE_LANGUAGES: Final = ("en", "de", "es", "ar")
"""Languages of the program's own texts: English in the code, the others in `locale/`."""


def requested_language(request: HttpRequest, offered: list[str]) -> str:
    """Return the offered language that `?lang=` or else the browser asks for; without a match, the first one."""
    lang = request.GET.get("lang", "")
    if lang in offered:
        return lang
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500])
    return next((tag for wanted, _ in accepted for tag in offered if _matches(wanted, tag)), offered[0])


def _matches(wanted: str, tag: str) -> bool:
    return wanted == tag.lower() or wanted.partition("-")[0] == tag.lower().partition("-")[0]


def change_language(participation: Participation, tag: str) -> bool:
    """Switch a participation to another language of its study; return whether anything changed."""
    if not tag or tag == participation.language or tag not in participation.study.read_document().languages:
        return False
    participation.language = tag
    participation.save(update_fields=["language"])
    return True


def language_choices(document: StudyDocument) -> list[tuple[str, str]]:
    """Return tag and own name of each language of a study; empty if it has only one."""
    offered = document.languages
    return [(tag, _native_name(tag)) for tag in offered] if len(offered) > 1 else []


def _native_name(tag: str) -> str:
    try:
        return str(translation.get_language_info(tag)["name_local"])
    except KeyError:  # Django does not know this language.
        return tag


def localized_document(document: StudyDocument, tag: str) -> StudyDocument:
    """Return the study with its texts in the language `tag`; the program's default texts come from `locale/`."""
    words = document.translations.get(tag)
    protocol: dict[str, str] = {
        key: (words and getattr(words, key)) or _localized_default(key, getattr(document.protocol, key), tag)
        for key in default_texts.TEXT_KEYS
    }
    updates: dict[str, Any] = {
        "protocol": document.protocol.model_copy(update=protocol),
        "checks": _localized_checks(document.checks, iter(words.checks) if words else None, tag),
    }
    return document.model_copy(update=updates | (_translated_tables(document, words) if words else {}))


def _localized_default(key: default_texts.TextKey, text: str, tag: str) -> str:
    """Return one of the program's texts sentence by sentence in another language, and any other text as it is."""
    sentences = default_texts.SENTENCES[key].get(text)
    if sentences is None:
        return text
    translated = (tuple(_gettext_in(tag, sentence) for sentence in paragraph) for paragraph in sentences)
    return default_texts.join_sentences(tuple(translated))


def _gettext_in(tag: str, text: str) -> str:
    with translation.override(tag):
        return translation.gettext(text)


def _localized_checks(checks: Iterable[Check], translations: Iterator[str] | None, tag: str) -> tuple[Check, ...]:
    """Return the checks with their questions: the translation, the study's own text, or the program's default."""
    localized = []
    for check in checks:
        if check.text:
            localized.append(check.model_copy(update={"text": next(translations)}) if translations else check)
        elif check.answer is not None:
            text = _gettext_in(tag, texts.INSTRUCTED).format(answer=check.answer)
            localized.append(check.model_copy(update={"text": text}))
        else:
            localized.append(check)
    return tuple(localized)


def _translated_tables(document: StudyDocument, words: Translation) -> dict[str, Any]:
    return {
        "study": document.study.model_copy(update={"title": words.title}),
        "questions": tuple(_translated(each, words.questions[each.name]) for each in document.questions),
        "practice": _translated_practice(document.practice, iter(words.practice)),
        "before": tuple(_translated(each, words.before[each.name]) for each in document.before),
        "after": tuple(_translated(each, words.after[each.name]) for each in document.after),
    }


def _translated_practice(practice: Iterable[Practice], notes: Iterator[str]) -> tuple[Practice, ...]:
    return tuple(each.model_copy(update={"note": next(notes)}) if each.note else each for each in practice)


def _translated(question: Any, words: QuestionTranslation | FormQuestionTranslation) -> Any:
    return question.model_copy(update=words.model_dump())
