"""What may be a name of a clip or a condition, and what of a corpus or a checkpoint."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.stimuli import identifiers
from evalsite.stimuli.models import Checkpoint, Corpus
from face.errors import InputError

OUTSIDE = re.compile(r"[^A-Za-z0-9._-]")


@pytest.mark.parametrize("name", ["a", "9", "Clip-1.b_c", "x" * 100])
def test_a_label_stays_what_it_is(name):
    assert identifiers.validate_label(name) == name


@pytest.mark.parametrize("name", ["", ".", "-a", "_a", "a b", "a/b", "a\n", "é", "x" * 101])
def test_what_is_no_label_is_told_where(name):
    with pytest.raises(InputError) as caught:
        identifiers.validate_label(name, where="--condition ")
    assert str(caught.value).startswith(f"--condition {name!r} is not a valid label; use letters")


@given(st.text(min_size=1, max_size=30))
def test_a_label_is_safe_in_paths_and_tables(text):
    try:
        found = identifiers.validate_label(text)
    except InputError:
        assert OUTSIDE.search(text) or text[0] in "._-"
    else:
        assert not OUTSIDE.search(found)
        assert found[0] not in "._-="


@pytest.mark.parametrize(("model", "most"), [(Corpus, 50), (Checkpoint, 100)])
def test_a_slug_is_as_long_as_its_table_allows(model, most):
    assert identifiers.validate_slug(model, "a" * most) == "a" * most
    with pytest.raises(InputError, match=f"at most {most} letters"):
        identifiers.validate_slug(model, "a" * (most + 1))


@pytest.mark.parametrize("name", ["", "..", "a/b", "a.b", "a b", "ä", "a\n"])
def test_what_is_no_slug_is_refused(name):
    with pytest.raises(InputError, match="is not a valid corpus name"):
        identifiers.validate_slug(Corpus, name)
