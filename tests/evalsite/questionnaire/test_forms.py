"""The forms before and after: parsing, errors, and screening out."""

import pytest
from django.http import QueryDict

from evalsite.questionnaire import forms
from evalsite.questionnaire.http_errors import HttpError
from evalsite.questionnaire.models import Participation, Trial
from evalsite.studies.document.forms import FormQuestion
from evalsite.studies.models import Slot
from tests.evalsite.questionnaire.study_texts import FORMS
from tests.evalsite.questionnaire.visitor import Visitor, open_study

AGE = FormQuestion(
    name="age", kind="number", text="Age?", minimum=0, maximum=120, screen_out_below=18, screen_out_above=99
)
SCHOOL = FormQuestion(name="school", kind="choice", text="School?", options=("none", "some"), screen_out=("none",))
WORDS = FormQuestion(name="words", kind="text", text="Words?", required=False, max_length=20)
FORM = (AGE, SCHOOL, WORDS)


def read(**typed: str):
    posted = QueryDict(mutable=True)
    posted.update(
        {f"form-{name}": value for name, value in {"age": "33", "school": "1"}.items()}
        | {f"form-{name}": value for name, value in typed.items()}
    )
    return forms.parse_form(FORM, FORM, posted)


def test_plain_values_are_kept():
    answers, _ = read(words="  all well ")
    assert answers == {"age": 33, "school": "some", "words": "all well"}


@pytest.mark.parametrize(
    ("typed", "saved"), [("33", 33), (" 33 ", 33), ("٣٣", 33), ("33,5", 33.5), ("33.25", 33.25), ("0", 0), ("120", 120)]
)
def test_numbers_in_any_script(typed, saved):
    assert read(age=typed)[0]["age"] == saved


@pytest.mark.parametrize(
    "typed", ["", " ", "x", "²", "3²", "1e2", "NaN", "inf", "--1", "1.2.3", "9" * 30, "-1", "121", "=1+1", "0x10"]
)
def test_invalid_answers_are_shown_again_with_an_error(typed):
    answers, fields = read(age=typed)
    assert answers == {}
    assert [str(field.error) != "" for field in fields] == [True, False, False]
    assert (fields[0].typed, fields[1].typed) == (typed, "1")


@pytest.mark.parametrize(
    ("typed", "saved"),
    [("", None), ("a\x00b\x07c", "abc"), ("\u202eabc", "abc"), ("👩‍👩‍👧 ok", "👩‍👩‍👧 ok"), ("a\r\nb", "a\nb")],
)
def test_invisible_characters_are_removed_from_texts(typed, saved):
    assert read(words=typed)[0]["words"] == saved


def test_a_text_that_is_too_long_is_refused():
    assert read(words="x" * 21)[0] == {}


@pytest.mark.parametrize("choice", ["2", "-1", "some", "٤", "999999"])
def test_choices_that_no_page_offers_are_refused(choice):
    with pytest.raises(HttpError):
        read(school=choice)


@pytest.mark.parametrize("query", ["form-age=1&form-age=2&form-school=1", "form-age=33&form-school=1&form-nose=1"])
def test_unknown_or_repeated_fields_are_refused(query):
    with pytest.raises(HttpError):
        forms.parse_form(FORM, FORM, QueryDict(query))


@pytest.mark.parametrize(
    ("answers", "by"),
    [
        ({"age": 18, "school": "some"}, ""),
        ({"age": 17, "school": "some"}, "age"),
        ({"age": 100, "school": "some"}, "age"),
        ({"age": 33, "school": "none"}, "school"),
        ({"age": None, "school": "some"}, ""),
    ],
)
def test_screening_questions(answers, by):
    assert forms.screening_question(FORM, answers | {"words": None}) == by


@pytest.mark.django_db
def test_answers_are_saved_once_in_the_study_language():
    visitor = Visitor(open_study(**FORMS)).to_first_trial(age="33", english="1")
    saved = {"age": 33, "english": "well", "town": None}
    assert visitor.participation.before_answers == saved
    visitor.post(visitor.home + "before", {"form-age": "44", "form-english": "0"})
    assert visitor.participation.before_answers == saved


@pytest.mark.django_db
def test_an_error_keeps_the_typed_text():
    visitor = Visitor(open_study(**FORMS)).to_instructions(age="<b>=1", english="1")
    assert visitor.response.status_code == 422
    page = visitor.response.content.decode()
    assert 'value="&lt;b&gt;=1"' in page
    assert page.count("checked") == 1
    assert visitor.participation.before_answers == {}


@pytest.mark.django_db
def test_screening_out_ends_the_participation_and_frees_its_slots():
    visitor = Visitor(open_study(**FORMS)).to_instructions(age="12", english="1")
    assert "looks for other participants" in visitor.response.content.decode()
    person = visitor.participation
    assert (person.state, person.screened_by) == ("screened_out", "age")
    assert not Slot.objects.exclude(state="free").exists()
    visitor.post(visitor.url_of(person) + "start", {})
    assert visitor.participation.state == "screened_out"


@pytest.mark.django_db
def test_the_form_after_precedes_the_last_page_and_is_not_needed_for_completion():
    visitor = Visitor(open_study(**FORMS)).to_first_trial(age="33", english="0").to_end()
    assert visitor.participation.state == "completed"
    assert "Thank you!" not in visitor.response.content.decode()
    visitor.send(**{"form-headphones": "1", "form-remarks": "none"})
    assert "Thank you!" in visitor.response.content.decode()
    assert visitor.participation.after_answers == {"remarks": "none", "headphones": "no"}


@pytest.mark.django_db
def test_a_form_cannot_be_skipped():
    visitor = Visitor(open_study(**FORMS)).to_instructions()
    visitor.post(visitor.home + "start", {})
    assert visitor.participation.state == "consented"
    assert not Trial.objects.exclude(answered_at=None).exists()


@pytest.mark.django_db
def test_a_study_without_forms_has_no_such_page():
    visitor = Visitor(open_study()).to_instructions()
    for place in ("before", "after"):
        visitor.post(visitor.home + place, {"form-age": "3"})
    assert visitor.response.status_code == 200
    assert Participation.objects.get().before_answers == {}
