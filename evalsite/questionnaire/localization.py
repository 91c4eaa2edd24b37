"""Which language the pages speak, and a study's texts in it."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from evalsite.questionnaire.models import Participation
from evalsite.studies.file import languages, wording
from evalsite.studies.file.checks import Check, Practice
from evalsite.studies.file.document import StudyDocument
from evalsite.studies.file.languages import FormWords, QuestionWords, Translation

OWN: Final = ("en", "de", "es", "ar")
"""Languages of the page's own words: English in the code, the others in `locale/`."""


def chosen(request: HttpRequest, offered: list[str]) -> str:
    """Return the language that `?lang=` names, or the browser asks for, among those offered; else the first."""
    named = request.GET.get("lang", "")
    if named in offered:
        return named
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500])
    return next((tag for wanted, _ in accepted for tag in offered if _fits(wanted, tag)), offered[0])


def switch(participation: Participation, tag: str) -> bool:
    """Let a participation go on in another of its study's languages; return whether anything changed."""
    if not tag or tag == participation.language or tag not in languages.offered(participation.study.read()):
        return False
    participation.language = tag
    participation.save(update_fields=["language"])
    return True


def _fits(wanted: str, tag: str) -> bool:
    return wanted == tag.lower() or wanted.partition("-")[0] == tag.lower().partition("-")[0]


def native_name(tag: str) -> str:
    """Return what a language calls itself; its tag if Django does not know it."""
    try:
        return str(translation.get_language_info(tag)["name_local"])
    except KeyError:
        return tag


def choices(document: StudyDocument) -> list[tuple[str, str]]:
    """Return tag and name of each language of a study that has several."""
    offered = languages.offered(document)
    return [(tag, native_name(tag)) for tag in offered] if len(offered) > 1 else []


def translated(document: StudyDocument, tag: str) -> StudyDocument:
    """Return the study with its texts in the language `tag`; texts that are the program's own come from `locale/`."""
    words = document.translations.get(tag)
    protocol = {
        key: (words and getattr(words, key)) or _own(getattr(document.protocol, key), tag)
        for key in ("consent", "instructions", "debriefing", "screened_out")
    }
    texts: dict[str, Any] = {
        "protocol": document.protocol.model_copy(update=protocol),
        "checks": _checks(document.checks, iter(words.checks) if words else None, tag),
    }
    return document.model_copy(update=texts | (_translated(document, words) if words else {}))


def _own(text: str, tag: str) -> str:
    return _ours(text, tag) if text in wording.TRANSLATED else text


def _ours(text: str, tag: str) -> str:
    with translation.override(tag):
        return translation.gettext(text)


def _checks(checks: Iterable[Check], texts: Iterator[str] | None, tag: str) -> tuple[Check, ...]:
    """Return the checks with what they ask: the translation, the study's own text, or the program's."""
    found = []
    for check in checks:
        if check.text:
            found.append(check.model_copy(update={"text": next(texts)}) if texts else check)
        elif check.answer is not None:
            text = _ours(wording.INSTRUCTED, tag).format(answer=check.answer)
            found.append(check.model_copy(update={"text": text}))
        else:
            found.append(check)
    return tuple(found)


def _practice(practice: Iterable[Practice], notes: Iterator[str]) -> tuple[Practice, ...]:
    return tuple(each.model_copy(update={"note": next(notes)}) if each.note else each for each in practice)


def _translated(document: StudyDocument, words: Translation) -> dict[str, Any]:
    return {
        "study": document.study.model_copy(update={"title": words.title}),
        "questions": tuple(_with(each, words.questions[each.region.value]) for each in document.questions),
        "practice": _practice(document.practice, iter(words.practice)),
        "before": tuple(_with(each, words.before[each.name]) for each in document.before),
        "after": tuple(_with(each, words.after[each.name]) for each in document.after),
    }


def _with(question: Any, words: QuestionWords | FormWords) -> Any:
    return question.model_copy(update=words.model_dump())
