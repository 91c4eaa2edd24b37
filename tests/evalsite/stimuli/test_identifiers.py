"""Labels and slugs: which names are allowed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.stimuli import identifiers
from evalsite.stimuli.models import Checkpoint, Corpus
from face.errors import InputError

FORBIDDEN = re.compile(r"[^A-Za-z0-9._-]")


@pytest.mark.parametrize("name", ["a", "9", "Clip-1.b_c", "x" * 100])
def test_a_valid_label_is_unchanged(name):
    assert identifiers.validate_label(name) == name


@pytest.mark.parametrize("name", ["", ".", "-a", "_a", "a b", "a/b", "a\n", "é", "x" * 101])
def test_an_invalid_label_is_refused(name):
    with pytest.raises(InputError) as error:
        identifiers.validate_label(name, where="--condition ")
    assert str(error.value).startswith(f"--condition {name!r} is not a valid label; use letters")


@given(st.text(min_size=1, max_size=30))
def test_a_label_is_safe_in_paths_and_tables(text):
    try:
        label = identifiers.validate_label(text)
    except InputError:
        assert FORBIDDEN.search(text) or text[0] in "._-"
    else:
        assert not FORBIDDEN.search(label)
        assert label[0] not in "._-="


@pytest.mark.parametrize(("model", "max_length"), [(Corpus, 50), (Checkpoint, 100)])
def test_a_slug_is_as_long_as_its_field_allows(model, max_length):
    assert identifiers.validate_slug(model, "a" * max_length) == "a" * max_length
    with pytest.raises(InputError, match=f"at most {max_length} letters"):
        identifiers.validate_slug(model, "a" * (max_length + 1))


@pytest.mark.parametrize("name", ["", "..", "a/b", "a.b", "a b", "ä", "a\n"])
def test_an_invalid_slug_is_refused(name):
    with pytest.raises(InputError, match="is not a valid corpus name"):
        identifiers.validate_slug(Corpus, name)
