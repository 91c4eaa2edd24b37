"""What the tables agree on up to the border, and the sentence one step beyond it."""

import pytest

from evalsite.studies.document import consistency, document
from face.errors import InputError

CONDITIONS = [
    {"name": "original", "original": True},
    {"name": "joint-1", "checkpoint": "x"},
    {"name": "frozen", "checkpoint": "y", "role": "anchor"},
]
TABLES = {
    "study": {"name": "faces", "title": "How natural?"},
    "conditions": CONDITIONS,
    "clips": [{"name": name, "recording": f"corpus/{name}"} for name in "abcd"],
}


def load(**tables):
    return document.load_document(TABLES | tables)


def error_message(**tables):
    with pytest.raises(InputError) as caught:
        load(**tables)
    return str(caught.value).removeprefix("the stored study: ")


def test_duplicates_are_named_with_their_position():
    consistency.check_unique("clips", ["a", "b", "c"])
    consistency.check_unique("clips", [])
    with pytest.raises(ValueError, match=r"^clips\[3\]\.sound: a occurs twice; use every sound once$"):
        consistency.check_unique("clips", ["a", "b", "a", "b"], key="sound")


@pytest.mark.parametrize("scale", [(0, 1), (1, 2), (1, 5), (0, 10), (1, 10), (0, 100)])
def test_button_and_slider_scales_are_valid(scale):
    assert load(design={"scale": scale}).design.scale == scale


@pytest.mark.parametrize("scale", [(2, 5), (-1, 5), (1, 11), (0, 11), (1, 100), (0, 99), (0, 101)])
def test_other_scales_are_refused(scale):
    assert error_message(design={"scale": scale}).startswith(f"design.scale: {scale[0]} to {scale[1]} can't be shown")


def test_duplicate_questions_are_refused():
    questions = [{"region": region, "text": "?"} for region in ("upper", "lower", "upper")]
    assert error_message(questions=questions).startswith("questions[3].name: two questions are named upper")


def test_a_study_without_rated_clips_is_refused():
    spare = [clip | {"purpose": "practice"} for clip in TABLES["clips"]]
    assert "none is rated" in error_message(clips=spare, practice=[{"condition": "original"}])


@pytest.mark.parametrize(("layout", "most"), [("together", 12), ("blocks", 36), ("split-questions", 12)])
def test_more_trials_than_cells_are_refused(layout, most):
    assert load(design={"layout": layout, "trials_per_rater": most}).trial_count == most
    message = error_message(design={"layout": layout, "trials_per_rater": most + 1})
    assert message.startswith(f"design.trials_per_rater: there are only {most} videos")


def test_design_clips_must_match_the_rated_clips():
    spare = {"name": "e", "recording": "corpus/e", "purpose": "practice"}
    tables = {"clips": [*TABLES["clips"], spare], "practice": [{"condition": "original"}]}
    assert load(**tables, design={"clips": 4}).design.clips == 4
    assert "lists 4 rated clips; remove the key" in error_message(**tables, design={"clips": 5})


@pytest.mark.parametrize(("each", "trials", "raters"), [(10, 12, 10), (10, 5, 24), (7, 5, 17)])
def test_raters_and_ratings_per_cell_must_agree(each, trials, raters):
    design = {"ratings_per_cell": each, "trials_per_rater": trials}
    assert load(design=design | {"raters": raters}).quota == each
    for wrong in (raters - 1, raters + 1):
        assert f"write raters = {raters}, or" in error_message(design=design | {"raters": wrong})


def test_contrasts_name_conditions_of_the_study():
    weights = {"original": -1.0, "joint-1": 0.5, "frozen": 0.5}
    assert load(analysis={"contrasts": {"c": weights}}).analysis.contrasts["c"] == weights
    message = error_message(analysis={"contrasts": {"c": {"original": -1, "drawn": 1}}})
    assert message == "analysis.contrasts.c: there is no condition drawn; choose from original, joint-1, frozen"


GOLD = {"kind": "gold", "condition": "original", "expected": [8, 10]}


@pytest.mark.parametrize(
    ("entry", "expected_message"),
    [
        ({}, None),
        ({"condition": "frozen", "expected": [1, 3]}, None),
        ({"clip": "a", "question": "lower"}, None),
        ({"expected": [1, 10]}, None),
        ({"expected": [0, 3]}, "[0, 3] lies outside the scale 1 to 10; correct it"),
        ({"expected": [8, 11]}, "[8, 11] lies outside the scale 1 to 10; correct it"),
        ({"condition": "joint-1"}, ".condition: joint-1 is under test"),
        ({"condition": "drawn"}, ".condition: there is no drawn; choose from original, joint-1, frozen"),
        ({"clip": "z"}, ".clip: there is no z; choose from a, b, c, d"),
    ],
)
@pytest.mark.parametrize("table", ["checks", "practice"])
def test_expected_answers_lie_on_the_scale(table, entry, expected_message):
    gold = GOLD | entry
    given = {key: value for key, value in gold.items() if table == "checks" or key != "kind"}
    if expected_message is None:
        assert len(getattr(load(**{table: [given]}), table)) == 1
    else:
        assert error_message(**{table: [given]}).startswith(f"{table}[1]")
        assert expected_message in error_message(**{table: [given]})


@pytest.mark.parametrize(("answer", "right"), [(1, True), (10, True), (0, False), (11, False)])
def test_an_instructed_answer_lies_on_the_scale(answer, right):
    check = {"checks": [{"kind": "instructed", "answer": answer}]}
    if right:
        assert load(**check).checks[0].passing_range == (answer, answer)
    else:
        assert "lies outside the scale 1 to 10" in error_message(**check)


def test_a_question_needs_a_name_or_a_region():
    assert "questions[1].name" in error_message(questions=[{"text": "?"}])


def test_two_questions_may_be_about_one_region_or_none():
    questions = [{"name": name, "region": "lower", "text": "?"} for name in ("lips", "teeth")]
    names = load(questions=[*questions, {"name": "whole", "text": "?"}]).question_names
    assert names == ("lips", "teeth", "whole")


def test_checks_name_questions_of_the_study():
    questions = [{"region": "lower", "text": "?"}]
    message = error_message(questions=questions, checks=[GOLD | {"question": "upper"}])
    assert message == "checks[1].question: there is no upper; choose from lower"


@pytest.mark.parametrize("table", ["practice", "checks"])
def test_practice_and_check_clips_are_used(table):
    spare = {"name": "e", "recording": "corpus/e", "purpose": table}
    clips = [*TABLES["clips"], spare]
    assert f"clips[5].purpose: no table [[{table}]] shows it" in error_message(clips=clips)
    shown = {"condition": "original"} | ({"kind": "gold", "expected": [8, 10]} if table == "checks" else {})
    assert load(clips=clips, **{table: [shown]}).conditions_showing(load(clips=clips, **{table: [shown]}).clips[4])


def test_keeping_incomplete_answers_needs_consent():
    assert "protocol.incomplete: the program's consent text promises" in error_message(
        protocol={"incomplete": "include"}
    )
    own = {"incomplete": "include", "consent": "What you answer is used, even if you stop."}
    assert load(protocol=own).protocol.incomplete == "include"


@pytest.mark.parametrize("deformer", ["fat", "xface", "markers"])
def test_a_still_condition_cannot_use_a_marker_deformer(deformer):
    still = {"conditions": [*CONDITIONS[:2], {"name": "still", "still": True}], "render": {"deformer": deformer}}
    if deformer == "markers":
        assert error_message(**still).startswith("conditions[3].still: a face at rest has no markers")
    else:
        assert load(**still).conditions[2].still
    assert load(render={"deformer": deformer}).render.deformer == deformer


RESTRICTED = [("clip_showings", "once"), ("conditions_per_rater", "one")]


@pytest.mark.parametrize(("key", "value"), RESTRICTED)
@pytest.mark.parametrize(("layout", "most"), [("together", 4), ("blocks", 12), ("split-questions", 4)])
def test_whoever_sees_each_clip_once_has_as_many_trials_as_clips(key, value, layout, most):
    design = {"layout": layout, key: value}
    assert load(design=design).trial_count == load(design=design | {"trials_per_rater": most}).trial_count == most
    message = error_message(design=design | {"trials_per_rater": most + 1})
    assert message.startswith(f"design.trials_per_rater: there are only {most} videos")


@pytest.mark.parametrize(("key", "value"), RESTRICTED)
@pytest.mark.parametrize(
    ("purpose", "table"),
    [
        ("practice", {"condition": "original"}),
        ("checks", {"kind": "gold", "condition": "frozen", "expected": [1, 3]}),
        ("checks", {"kind": "instructed", "answer": 2, "condition": "original"}),
    ],
)
@pytest.mark.parametrize("clip", [None, "a"])
def test_a_rated_clip_in_a_second_condition_is_refused(key, value, purpose, table, clip):
    entry = table | ({"clip": clip} if clip else {})
    assert load(**{purpose: [entry]}).trial_count == 12
    spare = {"name": "spare", "recording": "corpus/spare", "purpose": purpose}
    apart = table | ({"clip": "spare"} if clip else {})
    assert load(**{purpose: [apart], "clips": [*TABLES["clips"], spare], "design": {key: value}}).trial_count == 4
    if value == "once" and not clip:
        # There is a clip that the participant rates in this condition.
        assert load(**{purpose: [entry], "design": {key: value}}).trial_count == 4
    for design in ({}, {"trials_per_rater": 3}) if value == "one" or clip else ({"trials_per_rater": 3},):
        message = error_message(**{purpose: [entry], "design": design | {key: value}})
        assert message.startswith(f'{purpose}[1].condition: with {key} = "{value}", nobody sees a rated clip in a')


def test_with_fewer_clips_than_conditions_not_everybody_rates_every_condition():
    few = {"clips": TABLES["clips"][:2], "design": {"clip_showings": "once"}}
    assert load(**few).trial_count == 2
    assert 'purpose = "practice"' in error_message(practice=[{"condition": "original"}], **few)


def test_ratings_per_cell_take_as_many_raters_as_there_are_conditions():
    design = {"clip_showings": "once", "ratings_per_cell": 5}
    assert "write raters = 15" in error_message(design=design)
    assert load(design=design | {"raters": 15}).quota == 5
