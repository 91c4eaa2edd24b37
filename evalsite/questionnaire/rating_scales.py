"""How a question's scale is shown: a button for each number, or a slider with a field for the number."""

from dataclasses import dataclass
from itertools import groupby

from evalsite.studies.document.consistency import MAX_BUTTON
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.tables import Question


@dataclass(frozen=True)
class ScaledQuestion:
    """A question of a page with the lowest and the highest answer on its own scale."""

    question: Question
    low: int
    high: int

    @property
    def values(self) -> range:
        """The numbers of the buttons."""
        return range(self.low, self.high + 1)

    @property
    def uses_slider(self) -> bool:
        """Whether there are too many numbers for buttons."""
        return self.high > MAX_BUTTON

    @property
    def slider_start(self) -> int:
        """Where the slider stands before it is used."""
        return (self.low + self.high) // 2


@dataclass(frozen=True)
class ScaleGroup:
    """Successive questions with the same scale and the same words at its ends."""

    questions: list[Question]
    low: int
    high: int
    low_label: str
    high_label: str


def scale_groups(document: StudyDocument) -> list[ScaleGroup]:
    """Return the questions of a study by their scales, in their order."""

    def key(question: Question) -> tuple[int, int, str, str]:
        return (*document.scale_of(question.name), question.low, question.high)

    return [ScaleGroup(list(questions), *scale) for scale, questions in groupby(document.questions, key)]


def scaled_questions(document: StudyDocument, questions: tuple[Question, ...]) -> list[ScaledQuestion]:
    """Return the questions with their scales."""
    return [ScaledQuestion(question, *document.scale_of(question.name)) for question in questions]
