"""Short labels of long names."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.report.labels import MAX_LENGTH, short_labels

LONG = "x" * (MAX_LENGTH + 1)


def test_long_names_get_letters_that_are_no_names_themselves() -> None:
    assert short_labels(["A", "y" + LONG, "joint-1", "z" + LONG]) == {"y" + LONG: "B", "z" + LONG: "C"}


def test_after_the_alphabet_letters_are_numbered() -> None:
    labels = list(short_labels(f"{LONG}{number}" for number in range(54)).values())
    assert labels[24:28] == ["Y", "Z", "A2", "B2"]
    assert labels[52:] == ["A3", "B3"]


@given(st.lists(st.text(max_size=2 * MAX_LENGTH)))
def test_labels_are_unique_and_short(names: list[str]) -> None:
    labels = short_labels(names)
    shown = {labels.get(name, name) for name in names}
    assert len(shown) == len(set(names))
    assert all(len(each) <= MAX_LENGTH for each in shown)
