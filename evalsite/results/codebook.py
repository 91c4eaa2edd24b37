"""What every column of the exported tables means, and which values it can have."""

from collections.abc import Iterable
from typing import Final

from analysis.playback_csv import PLAYBACK_COLUMNS
from analysis.ratings_csv import RATINGS_COLUMNS
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.forms import FormQuestion
from evalsite.studies.document.tables import Question

COLUMNS: Final = ("file", "column", "meaning", "values")
CodebookRow = tuple[str, str, str, str]
"""The file, the column, what it means, and which values it can have."""

PARTICIPANT_COLUMNS: Final = {
    "rater": ("a participant's code", "as in ratings.csv"),
    "state": ("state of the participation", "consented, started, completed, screened_out, withdrawn"),
    "excluded_by": ("the rule that excludes the participant", "empty: none"),
    "screened_by": ("the question whose answer ended the participation", "empty: none"),
    "language": ("language of the pages", "a language tag"),
    "minutes": ("time from the first video to the last answer", "minutes"),
    "simulated": ("whether the participant is simulated", "0 no, 1 yes"),
    "device_width": ("width of the page at the sound check", "CSS pixels"),
    "device_height": ("height of the page at the sound check", "CSS pixels"),
    "device_ratio": ("device pixels per CSS pixel", ""),
    "device_pointer": ("pointing device", "fine (mouse), coarse (finger), none"),
    "device_video": ("whether the first video could be decoded", "True, False; empty: not known"),
    "device_reduced_motion": ("whether the device prefers reduced motion", "True, False"),
    "device_tries": ("attempts at the sound check until it was passed", ""),
}
FLOW_COLUMNS: Final = {
    "stage": (
        "stage of the study",
        "arrived, consented, admitted, completed (usable, if answers of unfinished participations count), analysed",
    ),
    "people": ("participants who reached the stage", ""),
    "reason": ("why some did not reach the next stage", "empty: the row of the stage itself"),
    "lost": ("participants lost for that reason", ""),
}


def codebook_rows(document: StudyDocument) -> list[CodebookRow]:
    """Return a row for each column of each table."""
    scale = {"rating": ("the answer", "; ".join(_scale(document, question) for question in document.questions))}
    return [
        *_column_rows("ratings.csv", RATINGS_COLUMNS | scale),
        *_column_rows("playback.csv", PLAYBACK_COLUMNS),
        *_column_rows("participants.csv", PARTICIPANT_COLUMNS),
        *_question_rows((*document.before, *document.after)),
        *_column_rows("flow.csv", FLOW_COLUMNS),
    ]


def _scale(document: StudyDocument, question: Question) -> str:
    """Return the name of a question, its text, and its scale with the words at the ends."""
    low, high = document.scale_of(question.name)
    return f"{question.name}: {question.text} {low} ({question.low}) to {high} ({question.high})"


def _column_rows(file: str, columns: dict[str, tuple[str, str]]) -> list[CodebookRow]:
    return [(file, name, *explanation) for name, explanation in columns.items()]


def _question_rows(form: Iterable[FormQuestion]) -> list[CodebookRow]:
    return [("participants.csv", each.name, each.text, _values(each)) for each in form]


def _values(question: FormQuestion) -> str:
    optional = "" if question.required else "; empty: not answered"
    match question.kind:
        case "choice":
            return " | ".join(question.options) + optional
        case "number":
            ends = [f"{end:g}" if end is not None else "…" for end in (question.minimum, question.maximum)]
            return f"a number from {ends[0]} to {ends[1]}{optional}"
        case "text":
            return f"text of at most {question.max_length} characters{optional}"
