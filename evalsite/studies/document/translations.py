"""Whether the tables `[translations.<language>]` of a study file say all that the study says, and nothing else."""

from collections.abc import Iterable, Sequence

from evalsite.studies.document import texts
from evalsite.studies.document.forms import FormQuestion
from evalsite.studies.document.tables import FormQuestionTranslation, StudyTables, Translation


def check_translations(document: StudyTables) -> None:
    """Raise ValueError unless every translation is complete and names nothing that isn't there."""
    for language, translation in document.translations.items():
        where = f"translations.{language}"
        if language == document.study.language:
            raise ValueError(f"{where}: {language} is the study's own language; remove the table")
        _check_texts(document, translation, where)
        _check_count(translation.practice, [entry for entry in document.practice if entry.note], f"{where}.practice")
        _check_count(translation.checks, [entry for entry in document.checks if entry.text], f"{where}.checks")
        _check_names(
            translation.questions, (question.region.value for question in document.questions), f"{where}.questions"
        )
        _check_form(translation.before, document.before, f"{where}.before")
        _check_form(translation.after, document.after, f"{where}.after")


def _check_texts(document: StudyTables, translation: Translation, where: str) -> None:
    for key in ("consent", "instructions", "debriefing", "screened_out"):
        own = getattr(document.protocol, key) not in texts.TRANSLATED_BY_PROGRAM
        if own and getattr(translation, key) is None:
            raise ValueError(f"{where}.{key} is missing; translate the study's own text")


def _check_form(words: dict[str, FormQuestionTranslation], form: Sequence[FormQuestion], where: str) -> None:
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
