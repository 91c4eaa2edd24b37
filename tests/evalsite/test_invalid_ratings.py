"""Ratings that no page sends are refused, and nothing changes."""

import json
import re
import time

import pytest

from evalsite.questionnaire.models import Rating
from evalsite.recruitment.simulation.participant import playback_record
from tests.evalsite.invalid_requests import anonymous_client, check_refused, check_unchanged
from tests.evalsite.questionnaire.visitor import VIDEO_SECONDS, Visitor, open_study

pytestmark = pytest.mark.django_db
QUICK = {"protocol": {"practice": 0}}


@pytest.fixture
def visitor(store_folder):
    return Visitor(open_study(**QUICK)).to_first_trial()


def post(visitor, fields, **more):
    return anonymous_client().post(visitor.page.form.action, fields, **more)


BAD_VALUES = {
    "zero": "0",
    "eleven": "11",
    "negative": "-1",
    "a half": "5.5",
    "with a space": "7 ",
    "another script's digit": "٧",
    "an exponent": "7e0",
    "a sign": "+7",
    "a leading zero": "07",
    "a line break": "7\n",
    "empty": "",
    "not a number": "NaN",
    "huge": "1e308",
    "2 to the 63rd": str(2**63),
    "a thousand digits": "9" * 1000,
    "hexadecimal": "0x7",
    "true": "true",
    "a NUL byte": "7\0",
    "a script": "<script>alert(1)</script>",
    "a template": "{{7*7}}",
    "a formula": '=HYPERLINK("http://example.org")',
}


@pytest.mark.parametrize("value", BAD_VALUES.values(), ids=BAD_VALUES)
def test_an_invalid_value(visitor, value):
    fields = visitor.watch_and_fill() | {"rating-upper": value}
    with check_unchanged():
        text = check_refused(post(visitor, fields), 400)
    assert "Nothing was saved" in text
    # Tokens in addresses and forms hold any letters by chance.
    shown = re.sub(r"[\w.-]{30,}", "", text) if len(value) < 30 else text
    assert value.strip() == "" or len(value) < 3 or value not in shown


def test_a_missing_additional_or_repeated_region(visitor):
    good = visitor.watch_and_fill()
    for wrong in (
        {name: value for name, value in good.items() if name != "rating-lower"},
        good | {"rating-forehead": "5"},
        good | {"rating-": "5"},
        good | {"rating-upper": ["5", "5"]},
        good | {"rating-upper": ["5", "6"]},
    ):
        with check_unchanged():
            check_refused(post(visitor, wrong), 400)


def test_another_participants_trial(visitor):
    other = Visitor(visitor.participation.study).to_first_trial()
    stolen = other.page.form.hidden["trial"]
    with check_unchanged():
        check_refused(post(visitor, visitor.watch_and_fill() | {"trial": stolen}), 400)


def test_a_trial_out_of_order(visitor):
    first = visitor.watch_and_fill()
    visitor.rate()
    later = visitor.page.form.hidden["trial"]
    Rating.objects.all().delete()
    visitor.participation.trials.update(answered_at=None, valid=False, playback=None, playback_started_at=None)
    with check_unchanged():
        text = check_refused(post(visitor, first | {"trial": later}), 409, 422)
    assert "Nothing was saved" in text


def test_an_answered_trial_with_another_value(visitor):
    fields = visitor.watch_and_fill()
    assert post(visitor, fields).status_code == 303
    with check_unchanged():
        assert "first answer was kept" in check_refused(post(visitor, fields | {"rating-upper": "9"}), 409)
        assert post(visitor, fields).status_code == 303


def test_an_answer_before_the_video_can_have_ended(store_folder):
    visitor = Visitor(open_study(seconds=30.0, **QUICK)).to_first_trial()
    with check_unchanged():
        check_refused(post(visitor, visitor.watch_and_fill() | {"playback": playback_record(30.0)}), 422)


BAD_RECORDS = {
    "none": "",
    "no JSON": "{",
    "no events": '{"events": []}',
    "an unknown event": '{"events": [[0, 0, "play"], [20, 20, "finished"]]}',
    "only the end": '{"events": [[20, 20, "ended"]]}',
    "backwards": '{"events": [[20, 20, "play"], [0, 0, "progress"], [20, 20, "ended"]]}',
    "negative": '{"events": [[-1, 0, "play"], [20, 20, "ended"]]}',
    "not finite": '{"events": [[0, 0, "play"], [Infinity, NaN, "ended"]]}',
    "a clock ahead of ours": '{"events": [[0, 0, "play"], [20, 99999999, "ended"]]}',
    "numbers without end": f'{{"events": [[0, 0, "play"], [{"9" * 5000}, 1, "ended"]]}}',
    "numbers beyond any clock": f'{{"events": [[0, 0, "play"], [{"9" * 400}, {"9" * 400}, "ended"]]}}',
    "frames beyond any video": f'{{"events": [[0, 0, "play"], [20, 20, "ended"]], "frames": {"9" * 400}}}',
    "another key": '{"events": [[0, 0, "play"], [20, 20, "ended"]], "watched": true}',
    "a hundred thousand brackets": "[" * 100_000 + "]" * 100_000,
    "a lone surrogate": '{"events": [[0, 0, "\\ud800"], [20, 20, "ended"]]}',
    "a list": "[]",
    "null": "null",
}


@pytest.mark.parametrize("text", BAD_RECORDS.values(), ids=BAD_RECORDS)
def test_a_playback_record_without_proof(visitor, text):
    fields = visitor.watch_and_fill() | {"playback": text}
    with check_unchanged():
        check_refused(post(visitor, fields), 422, 400)


def test_a_playback_record_of_ten_megabytes(visitor):
    events = [(n, n, "progress") for n in range(400_000)]
    fields = visitor.watch_and_fill() | {"playback": json.dumps({"events": events})}
    with check_unchanged():
        check_refused(post(visitor, fields), 400, 413)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"rating-upper=%ff%fe&trial=x", "application/x-www-form-urlencoded"),
        (b"a=" + b"&a=".join([b"1"] * 2000), "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"\x00\x01", "application/octet-stream"),
        (b"trial=x", "application/x-www-form-urlencoded; charset=no-such"),
    ],
)
def test_a_body_that_is_not_a_form(visitor, body, kind):
    with check_unchanged():
        check_refused(anonymous_client().generic("POST", visitor.page.form.action, body, content_type=kind))


def test_ratings_before_consent(store_folder):
    visitor = Visitor(open_study(**QUICK))
    visitor.send()
    home = visitor.page.form.action.rpartition("/")[0]
    with check_unchanged():
        check_refused(anonymous_client().post(f"{home}/answer", {"rating-upper": "5", "trial": "x"}))


WORDS = [
    {"name": "remark", "text": "Anything to say?", "kind": "text", "required": False},
    {"name": "age", "text": "Your age", "kind": "number", "minimum": 18},
]
ODD_TEXTS = {
    "a NUL byte": "a\0b",
    "a direction override": "a\u202eb",
    "an emoji of four bytes": "a😀b",
    "a script": "<script>alert(1)</script>",
    "a template": "{{7*7}}",
    "a formula": '=HYPERLINK("http://example.org")',
}


@pytest.fixture
def after(store_folder):
    """Return somebody who stands at the form after the last video."""
    visitor = Visitor(open_study(clips=1, after=WORDS, **QUICK)).to_first_trial().to_end()
    assert visitor.page.form.action.endswith("/after")
    return visitor


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_unusual_text_is_stored_as_text(after, text):
    """Here nothing is refused: what people write is theirs; no page and no table may run it."""
    answer = anonymous_client().post(after.page.form.action, {"form-remark": text, "form-age": "30"}, follow=True)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    kept = after.participation.after_answers["remark"]
    assert "\0" not in kept
    assert "\u202e" not in kept
    assert kept.replace("b", "") != ""


@pytest.mark.parametrize("age", ["17", "-1", "1e9", "NaN", "", "abc", "9" * 400, "٣x"])
def test_an_invalid_number_shows_the_form_again(after, age):
    with check_unchanged():
        check_refused(anonymous_client().post(after.page.form.action, {"form-age": age}), 422)


@pytest.mark.parametrize("fields", [{"form-other": "1"}, {"form-age": ["30", "31"]}, {"form-remark": "x" * 3_000_000}])
def test_unexpected_fields(after, fields):
    with check_unchanged():
        check_refused(anonymous_client().post(after.page.form.action, fields))


def test_a_valid_answer_afterwards(visitor):
    fields = visitor.watch_and_fill()
    time.sleep(VIDEO_SECONDS)
    assert post(visitor, fields).status_code == 303
    assert Rating.objects.count() == 3
