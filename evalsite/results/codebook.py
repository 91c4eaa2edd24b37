"""What every column of the exported tables means, and which values it can have."""

from collections.abc import Iterable
from typing import Final

from analysis.tables.codebook import RATINGS
from evalsite.studies.file.document import StudyDocument
from evalsite.studies.file.forms import FormQuestion

COLUMNS: Final = ("file", "column", "meaning", "values")
Row = tuple[str, str, str, str]

PARTICIPANTS: Final = {
    "rater": ("a participant's code", "as in ratings.csv"),
    "state": ("how it ended", "consented, started, completed, screened_out, withdrawn"),
    "excluded_by": ("the rule that leaves the participant out", "empty: none"),
    "screened_by": ("the question whose answer ended the participation", "empty: none"),
    "language": ("of the pages", "a language tag"),
    "minutes": ("from the first video to the last answer", "minutes"),
    "simulated": ("whether the participant is a script", "0 no, 1 yes"),
    "device_width": ("width of the page at the sound check", "pixels"),
    "device_height": ("height of the page at the sound check", "pixels"),
    "device_ratio": ("pixels of the device per pixel of the page", ""),
    "device_pointer": ("how one points there", "fine (mouse), coarse (finger), none"),
    "device_video": ("whether the first video could be decoded", "True, False; empty: not known in time"),
    "device_reduced_motion": ("whether the device asks for less motion", "True, False"),
    "device_tries": ("how often the notes were counted until it was right", ""),
}
FLOW: Final = {
    "stage": (
        "how far people came",
        "arrived, consented, admitted, completed (usable, if some who stopped let their answers be used), analysed",
    ),
    "people": ("how many came so far", ""),
    "reason": ("why some went no further", "empty: the stage itself"),
    "lost": ("how many went no further for that reason", ""),
}


def rows(document: StudyDocument) -> list[Row]:
    """Return one row for each column of each table."""
    low, high = document.design.scale
    scale = {"rating": ("the answer", f"{low} to {high}; the study file has the words at the ends")}
    return [
        *_rows("ratings.csv", RATINGS | scale),
        *_rows("participants.csv", PARTICIPANTS),
        *_questions((*document.before, *document.after)),
        *_rows("flow.csv", FLOW),
    ]


def _rows(file: str, columns: dict[str, tuple[str, str]]) -> list[Row]:
    return [(file, name, *said) for name, said in columns.items()]


def _questions(form: Iterable[FormQuestion]) -> list[Row]:
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
            return f"text of at most {question.longest} characters{optional}"
