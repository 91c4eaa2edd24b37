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


def restored(**tables):
    return document.load_document(TABLES | tables)


def refused(**tables):
    with pytest.raises(InputError) as caught:
        restored(**tables)
    return str(caught.value).removeprefix("the stored study: ")


def test_what_stands_twice_is_named_by_its_place():
    consistency.check_unique("clips", ["a", "b", "c"])
    consistency.check_unique("clips", [])
    with pytest.raises(ValueError, match=r"^clips\[3\]\.sound: a occurs twice; use every sound once$"):
        consistency.check_unique("clips", ["a", "b", "a", "b"], key="sound")


@pytest.mark.parametrize("scale", [(0, 1), (1, 2), (1, 5), (0, 10), (1, 10), (0, 100)])
def test_a_scale_of_buttons_or_the_slider(scale):
    assert restored(design={"scale": scale}).design.scale == scale


@pytest.mark.parametrize("scale", [(2, 5), (-1, 5), (1, 11), (0, 11), (1, 100), (0, 99), (0, 101)])
def test_no_other_scale(scale):
    assert refused(design={"scale": scale}).startswith(f"design.scale: {scale[0]} to {scale[1]} can't be shown")


def test_no_region_is_asked_about_twice():
    asked = [{"region": region, "text": "?"} for region in ("upper", "lower", "upper")]
    assert refused(questions=asked).startswith("questions[3].region: upper occurs twice")


def test_something_is_rated():
    spare = [clip | {"purpose": "practice"} for clip in TABLES["clips"]]
    assert "none is rated" in refused(clips=spare, practice=[{"condition": "original"}])


@pytest.mark.parametrize(("layout", "most"), [("together", 12), ("blocks", 36), ("split-regions", 12)])
def test_nobody_rates_more_than_there_is(layout, most):
    assert restored(design={"layout": layout, "trials_per_rater": most}).trial_count == most
    said = refused(design={"layout": layout, "trials_per_rater": most + 1})
    assert said.startswith(f"design.trials_per_rater: there are only {most} videos")


def test_the_number_of_clips_is_that_of_the_rated_ones():
    spare = {"name": "e", "recording": "corpus/e", "purpose": "practice"}
    tables = {"clips": [*TABLES["clips"], spare], "practice": [{"condition": "original"}]}
    assert restored(**tables, design={"clips": 4}).design.clips == 4
    assert "lists 4 rated clips; remove the key" in refused(**tables, design={"clips": 5})


@pytest.mark.parametrize(("each", "trials", "raters"), [(10, 12, 10), (10, 5, 24), (7, 5, 17)])
def test_raters_and_ratings_fit_each_other(each, trials, raters):
    design = {"ratings_per_cell": each, "trials_per_rater": trials}
    assert restored(design=design | {"raters": raters}).quota == each
    for wrong in (raters - 1, raters + 1):
        assert f"write raters = {raters}, or" in refused(design=design | {"raters": wrong})


def test_contrasts_compare_conditions_of_the_study():
    weights = {"original": -1.0, "joint-1": 0.5, "frozen": 0.5}
    assert restored(analysis={"contrasts": {"c": weights}}).analysis.contrasts["c"] == weights
    said = refused(analysis={"contrasts": {"c": {"original": -1, "drawn": 1}}})
    assert said == "analysis.contrasts.c: there is no condition drawn; choose from original, joint-1, frozen"


GOLD = {"kind": "gold", "condition": "original", "expected": [8, 10]}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({}, None),
        ({"condition": "frozen", "expected": [1, 3]}, None),
        ({"clip": "a", "region": "lower"}, None),
        ({"expected": [1, 10]}, None),
        ({"expected": [0, 3]}, "[0, 3] lies outside the scale 1 to 10; correct it"),
        ({"expected": [8, 11]}, "[8, 11] lies outside the scale 1 to 10; correct it"),
        ({"condition": "joint-1"}, ".condition: joint-1 is under test"),
        ({"condition": "drawn"}, ".condition: there is no drawn; choose from original, joint-1, frozen"),
        ({"clip": "z"}, ".clip: there is no z; choose from a, b, c, d"),
    ],
)
@pytest.mark.parametrize("table", ["checks", "practice"])
def test_an_answer_known_beforehand_is_one_that_can_be_given(table, entry, said):
    gold = GOLD | entry
    given = {key: value for key, value in gold.items() if table == "checks" or key != "kind"}
    if said is None:
        assert len(getattr(restored(**{table: [given]}), table)) == 1
    else:
        assert refused(**{table: [given]}).startswith(f"{table}[1]")
        assert said in refused(**{table: [given]})


@pytest.mark.parametrize(("answer", "right"), [(1, True), (10, True), (0, False), (11, False)])
def test_an_instructed_answer_lies_on_the_scale(answer, right):
    check = {"checks": [{"kind": "instructed", "answer": answer}]}
    if right:
        assert restored(**check).checks[0].passing_range == (answer, answer)
    else:
        assert "lies outside the scale 1 to 10" in refused(**check)


def test_a_region_that_is_not_asked_about_has_no_right_answer():
    asked = [{"region": "lower", "text": "?"}]
    said = refused(questions=asked, checks=[GOLD | {"region": "upper"}])
    assert said == "checks[1].region: there is no upper; choose from lower"


@pytest.mark.parametrize("table", ["practice", "checks"])
def test_a_clip_that_is_kept_is_shown_by_its_table(table):
    spare = {"name": "e", "recording": "corpus/e", "purpose": table}
    clips = [*TABLES["clips"], spare]
    assert f"clips[5].purpose: no table [[{table}]] shows it" in refused(clips=clips)
    shown = {"condition": "original"} | ({"kind": "gold", "expected": [8, 10]} if table == "checks" else {})
    assert restored(clips=clips, **{table: [shown]}).conditions_showing(
        restored(clips=clips, **{table: [shown]}).clips[4]
    )


def test_answers_of_who_stopped_are_used_only_if_the_consent_says_so():
    assert "protocol.incomplete: the program's consent text promises" in refused(protocol={"incomplete": "include"})
    own = {"incomplete": "include", "consent": "What you answer is used, even if you stop."}
    assert restored(protocol=own).protocol.incomplete == "include"


@pytest.mark.parametrize("deformer", ["fat", "xface", "markers"])
def test_a_face_at_rest_has_no_markers(deformer):
    still = {"conditions": [*CONDITIONS[:2], {"name": "still", "still": True}], "render": {"deformer": deformer}}
    if deformer == "markers":
        assert refused(**still).startswith("conditions[3].still: a face at rest has no markers")
    else:
        assert restored(**still).conditions[2].still
    assert restored(render={"deformer": deformer}).render.deformer == deformer
