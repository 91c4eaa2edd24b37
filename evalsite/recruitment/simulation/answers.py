"""What scripted participants answer in the forms before and after."""

import hashlib
from collections.abc import Sequence

from evalsite.questionnaire.forms import PREFIX
from evalsite.recruitment.simulation.html_page import Form
from evalsite.studies.file.forms import FormQuestion

UNBOUNDED = 1000.0


def form_answers(form: Form, questions: Sequence[FormQuestion], rater: str) -> dict[str, str]:
    """Return an answer to each question that the page asks, always the same for one rater; none that screens out."""
    asked = {PREFIX + question.name: question for question in questions}
    given = form.choices.keys() | form.written
    return {name: _answer(question, rater) for name, question in asked.items() if name in given}


def _answer(question: FormQuestion, rater: str) -> str:
    chance = int(hashlib.sha256(f"{rater} {question.name}".encode()).hexdigest(), 16)
    match question.kind:
        case "choice":
            fitting = [number for number, each in enumerate(question.options) if each not in question.screen_out]
            return str(fitting[chance % len(fitting)] if fitting else 0)
        case "number":
            return str(_number(question, chance))
        case "text":
            return "scripted"[: question.longest]


def _number(question: FormQuestion, chance: int) -> int:
    lowest = [each for each in (question.minimum, question.below) if each is not None]
    highest = [each for each in (question.maximum, question.above) if each is not None]
    low = max(lowest, default=min(highest, default=UNBOUNDED) - UNBOUNDED)
    high = min(highest, default=low + UNBOUNDED)
    return int(low) + chance % (int(high - low) + 1)
