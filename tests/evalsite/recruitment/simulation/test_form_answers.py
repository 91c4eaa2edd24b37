"""The answers of simulated participants to form questions."""

import pytest

from evalsite.recruitment.simulation.html_page import HtmlForm
from evalsite.recruitment.simulation.participant import form_answers
from evalsite.studies.document.forms import FormQuestion


@pytest.mark.parametrize(
    "question",
    [
        {"kind": "choice", "options": ["a", "b", "c"], "screen_out": ["a", "c"]},
        {"kind": "number", "minimum": 0, "maximum": 120, "screen_out_below": 18, "screen_out_above": 20},
        {"kind": "number", "screen_out_below": -5},
        {"kind": "number", "maximum": 3},
        {"kind": "text", "max_length": 3},
    ],
)
def test_form_answers_are_valid_and_never_screen_out(question):
    question = FormQuestion(name="x", text="?", **question)
    form = HtmlForm("/", choices={"form-x": list("012")}, text_fields={"form-x"})
    for rater in map(str, range(20)):
        (answer,) = form_answers(form, [question], rater).values()
        if question.kind == "choice":
            assert answer == "1"
        elif question.kind == "text":
            assert len(answer) <= 3
        else:
            ends = [(question.minimum, question.maximum), (question.screen_out_below, question.screen_out_above)]
            assert all(
                (low is None or low <= int(answer)) and (high is None or int(answer) <= high) for low, high in ends
            )
