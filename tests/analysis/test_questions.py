"""The questions of a plan: their scales and bounds, what is refused, and what becomes of the plan's digest."""

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from analysis.earlier_plans import convert_earlier_plan
from analysis.plan import Plan, parse_plan
from analysis.questions import DEFAULT_QUESTIONS, Question
from face.errors import InputError
from face.regions import Region

BUNDLE_OF_0_1_0 = Path(__file__).parents[1] / "fixtures" / "release_0_1" / "bundle.zip"


def parse(**tables: Any) -> Plan:
    return parse_plan(tables, source="plan.toml")


def test_a_question_has_its_own_scale_and_bound_or_those_of_the_plan() -> None:
    plan = parse(
        design={"scale": [1, 10]},
        analysis={"equivalence_bound": 0.5},
        questions=[
            {"name": "mouth", "text": "How natural is the mouth?"},
            {"name": "human", "kind": "statement", "scale": [1, 7], "equivalence_bound": 0.3},
        ],
    )
    assert [plan.scale_of(name) for name in ("mouth", "human", "unplanned")] == [(1, 10), (1, 7), (1, 10)]
    assert [plan.bound_of(name) for name in ("mouth", "human", "unplanned")] == [0.5, 0.3, 0.5]


def test_a_question_without_a_name_is_called_by_its_region() -> None:
    (question,) = parse(questions=[{"region": "lower", "text": "?"}]).questions
    assert (question.name, question.region) == ("lower", Region.LOWER)


@pytest.mark.parametrize(
    ("questions", "message"),
    [
        ([{"name": "a"}, {"name": "a"}], r"questions\[2\].name: two questions are named a; give each its own name"),
        (
            [{"name": "a", "scale": [5, 1]}],
            r"questions\[1\].scale: the scale goes from 5 to 1; write the lower end first",
        ),
        ([{"name": " a"}], r"questions\[1\].name: ' a' can't name a question in a table"),
        ([{"text": "?"}], r"questions\[1\].name"),
        ([{"name": "a", "kind": "choice"}], r"questions\[1\].kind: .*'rating' or 'statement'"),
        ([{"name": "a", "kind": "statement"}], r"questions\[1\].scale: .* 5 or 7 steps, not those from 1 to 10; write"),
        ([{"name": "a", "kind": "statement", "scale": [0, 6]}], r"write scale = \[1, 5\] or \[1, 7\]"),
        ([{"name": "a", "scale": [1, 5], "equivalence_bound": 4}], "4 points are the whole scale from 1 to 5"),
        ([{"name": "a", "scale": [0, 1], "equivalence_bound": 0}], r"questions\[1\].equivalence_bound"),
        ([{"name": "a", "regio": "lower"}], r"questions\[1\].regio"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(questions: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse(questions=questions)


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"analysis": {"family": "region"}}, '"region" is now called "question"; write family = "question"'),
        ({"design": {"layout": "split-regions"}}, 'now called "split-questions"; write layout = "split-questions"'),
    ],
)
def test_earlier_words_are_refused_in_a_file_and_converted_in_a_stored_plan(
    tables: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        parse(**tables)
    plan = parse(**convert_earlier_plan(tables))
    assert (plan.analysis.family, plan.design.layout) in (("question", "together"), ("all", "split-questions"))


def test_a_plan_without_questions_keeps_the_digest_of_version_0_1() -> None:
    with ZipFile(BUNDLE_OF_0_1_0) as bundle:
        stored = json.loads(bundle.read("plan.json"))
    assert convert_earlier_plan(stored["plan"]) == stored["plan"]
    assert parse(**stored["plan"]).digest() == stored["sha256"]
    assert parse(**stored["plan"], questions=[]).digest() == stored["sha256"]
    assert parse(**stored["plan"], questions=[{"name": "a"}]).digest() != stored["sha256"]


def test_keys_with_their_defaults_are_not_stored() -> None:
    assert Question(name="a").model_dump(mode="json") == {"name": "a"}


def test_a_study_file_without_questions_asks_the_default_ones() -> None:
    assert parse(study={"name": "s"}).questions == DEFAULT_QUESTIONS
    assert parse(study={"name": "s"}, questions=[{"name": "a", "text": "?"}]).questions == (
        Question(name="a", text="?"),
    )
