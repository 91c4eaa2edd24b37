"""An InputError is one line that a person can take in, whatever a damaged file holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from face.errors import MAX_CHARACTERS, InputError


def test_a_sentence_stays_as_it_is():
    assert str(InputError("a.wav is missing; copy it")) == "a.wav is missing; copy it"


def test_of_a_long_sentence_the_file_and_the_remedy_stay():
    sentence = str(InputError("a.json, " + "[" * 9000 + " is no number; correct it"))
    assert sentence.startswith("a.json, [[[")
    assert sentence.endswith("is no number; correct it")


@given(st.text(st.characters(), max_size=2000))
def test_every_sentence_is_short_printable_and_on_one_line(text):
    sentence = str(InputError(text))
    assert len(sentence) <= MAX_CHARACTERS + 3
    assert sentence.isprintable()


@pytest.mark.parametrize("error", [InputError, ValueError])
def test_it_is_a_value_error_so_that_validation_reports_it(error):
    with pytest.raises(error):
        raise InputError("a")


def test_several_mistakes_stay_a_line_each_however_many_they_are():
    mistakes = [f"{number}.mp4 is no video; give another" for number in range(50)]
    assert str(InputError.of_many([*mistakes, "a\nb" + "x" * 9000])).splitlines()[:50] == mistakes
    assert len(str(InputError.of_many([*mistakes, "a\nb" + "x" * 9000])).splitlines()) == 51
