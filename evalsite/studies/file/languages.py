"""The tables `[translations.<language>]` of a study file: all that participants read, in another language."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from evalsite.studies.file import wording
from evalsite.studies.file.forms import FormQuestion
from evalsite.studies.file.labels import Tag, Text
from face.documents import Document

if TYPE_CHECKING:
    from evalsite.studies.file.document import StudyDocument


class QuestionWords(Document):
    """A question on the scale and the scale's ends."""

    text: Text
    low: Text
    high: Text


class FormWords(Document):
    """A question of a form; its options in the same order."""

    text: Text
    options: tuple[Text, ...] = ()


class Translation(Document):
    """Every text of a study in another language; a text that the study leaves to the program may be left out."""

    title: Text
    consent: Text | None = None
    instructions: Text | None = None
    debriefing: Text | None = None
    screened_out: Text | None = None
    questions: dict[str, QuestionWords] = {}
    practice: tuple[Text, ...] = Field(default=(), description="of each practice that has a note, the note")
    checks: tuple[Text, ...] = Field(default=(), description="of each instructed check that has a text, the text")
    before: dict[str, FormWords] = {}
    after: dict[str, FormWords] = {}


Translations = dict[Tag, Translation]


def offered(document: "StudyDocument") -> list[str]:
    """Return the languages of a study, its own first."""
    return [document.study.language, *document.translations]


def check(document: "StudyDocument") -> None:
    """Raise ValueError unless every translation is complete and names nothing that isn't there."""
    for language, words in document.translations.items():
        where = f"translations.{language}"
        if language == document.study.language:
            raise ValueError(f"{where}: {language} is the study's own language; remove the table")
        _check_texts(document, words, where)
        _check_count(words.practice, [entry for entry in document.practice if entry.note], f"{where}.practice")
        _check_count(words.checks, [entry for entry in document.checks if entry.text], f"{where}.checks")
        _check_names(words.questions, (question.region.value for question in document.questions), f"{where}.questions")
        _check_form(words.before, document.before, f"{where}.before")
        _check_form(words.after, document.after, f"{where}.after")


def _check_texts(document: "StudyDocument", words: Translation, where: str) -> None:
    for key in ("consent", "instructions", "debriefing", "screened_out"):
        own = getattr(document.protocol, key) not in wording.TRANSLATED
        if own and getattr(words, key) is None:
            raise ValueError(f"{where}.{key} is missing; translate the study's own text")


def _check_form(words: dict[str, FormWords], form: Sequence[FormQuestion], where: str) -> None:
    _check_names(words, (question.name for question in form), where)
    for question in form:
        _check_count(words[question.name].options, question.options, f"{where}.{question.name}.options")


def _check_count(words: Sequence[str], own: Sequence[object], where: str) -> None:
    if len(words) != len(own):
        raise ValueError(f"{where}: {len(words)} texts where the study has {len(own)}; translate each, in their order")


def _check_names(words: Iterable[str], wanted: Iterable[str], where: str) -> None:
    given, names = set(words), list(wanted)
    for name in names:
        if name not in given:
            raise ValueError(f"{where}.{name} is missing; translate it")
    for name in sorted(given - set(names)):
        raise ValueError(f"{where}.{name}: the study has no such question; remove it")
