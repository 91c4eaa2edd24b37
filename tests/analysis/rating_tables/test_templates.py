"""Templates find labels in names and cells, in one way only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rating_tables.templates import AmbiguousMatchError, Template

WORD = st.text("abcdefghij", min_size=1, max_size=6)


@given(condition=WORD, clip=WORD, question=WORD)
def test_labels_without_the_separator_come_back(condition: str, clip: str, question: str) -> None:
    found = Template("{condition}_{clip}_{question}").match(f"{condition}_{clip}_{question}")
    assert found == {"condition": condition, "clip": clip, "question": question}


@given(conditions=st.lists(st.text("ab_", min_size=1, max_size=4), min_size=1, unique=True), clip=WORD)
def test_no_reading_is_chosen_silently(conditions: list[str], clip: str) -> None:
    template = Template("{condition}_{clip}", {"condition": conditions})
    text = f"{conditions[0]}_{clip}"
    readings = [name for name in conditions if text.startswith(f"{name}_") and text != f"{name}_"]
    if len(readings) > 1:
        with pytest.raises(AmbiguousMatchError):
            template.match(text)
    else:
        assert template.match(text) == {"condition": conditions[0], "clip": clip}


@pytest.mark.parametrize(
    ("template", "text", "labels"),
    [
        ("*/{condition}/{clip}.*", "https://lab.example/v/joint/c1.mp4", {"condition": "joint", "clip": "c1"}),
        ("*/{condition}/{clip}.*", "<video src='v/joint/c1.mp4'></video>", {"condition": "joint", "clip": "c1"}),
        ("{condition}/{clip}.*", "joint/c1.mp4", {"condition": "joint", "clip": "c1"}),
        ("*_c{condition}_*", "a_c03_b", {"condition": "03"}),
        ("S (1)_{clip}", "S (1)_x", {"clip": "x"}),
        ("practice*", "practice 2", {}),
        ("{clip}", "", None),
        ("*/{clip}.mp4", "c1.mp4", None),
    ],
)
def test_texts_and_their_labels(template: str, text: str, labels: dict[str, str] | None) -> None:
    assert Template(template).match(text) == labels


def test_both_readings_are_named() -> None:
    with pytest.raises(AmbiguousMatchError, match="condition 'a', clip 'b_c' or condition 'a_b', clip 'c'"):
        Template("{condition}_{clip}").match("a_b_c")
