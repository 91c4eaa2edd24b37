"""Notes on what participants will read that the researcher has not written."""

from analysis.questions import DEFAULT_QUESTIONS
from evalsite.studies.document import default_texts
from evalsite.studies.document.tables import StudyTables


def default_text_notes(document: StudyTables) -> list[str]:
    """Return a sentence about the texts that are left at their defaults, and one about the questions."""
    keys = [f"protocol.{key}" for key in default_texts.TEXT_KEYS if _is_left(document, key)]
    notes = []
    if keys:
        notes.append(
            f"{_enumerate(keys)}: participants read the program's default text, which names neither your institution "
            "nor a contact; write your own text, or keep this one if it says what your study does"
        )
    if [question.text for question in document.questions] == [each.text for each in DEFAULT_QUESTIONS]:
        notes.append("questions: participants are asked the questions of Sadoughi and Busso (2017), word for word")
    return notes


def _is_left(document: StudyTables, key: default_texts.TextKey) -> bool:
    """Return whether participants read the default; `screened_out` only if somebody can be screened out."""
    if key == "screened_out" and not any(question.screens for question in document.before):
        return False
    return default_texts.is_default(key, getattr(document.protocol, key))


def _enumerate(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
