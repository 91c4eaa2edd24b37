"""The device and sound check: what is saved, and what lets a participant continue."""

import json

import pytest

from tests.evalsite.questionnaire.visitor import Visitor, open_study

pytestmark = pytest.mark.django_db


def test_miscounted_notes_repeat_the_sound_check():
    visitor = Visitor(open_study()).to_device_check()
    wrong = {"notes": "111" if visitor.notes != "111" else "222"}
    visitor.send(**wrong)
    assert "turn up the sound" in visitor.response.content.decode()
    visitor.post(visitor.home + "start", {})
    assert visitor.participation.state == "consented"
    visitor.send(notes=" - ".join(visitor.notes))
    assert "What to do" in visitor.response.content.decode()
    assert visitor.participation.device == {"heard": True, "tries": 2}
    visitor.send()
    assert visitor.page.videos


DEVICE = {"width": 390, "height": 700, "ratio": 3, "pointer": "coarse", "video": True, "reduced_motion": False}


@pytest.mark.parametrize(
    ("reported", "saved", "passes"),
    [
        (json.dumps(DEVICE), DEVICE, True),
        (json.dumps(DEVICE | {"video": None}), DEVICE | {"video": None}, True),
        (json.dumps(DEVICE | {"video": False}), DEVICE | {"video": False}, False),
        ("", {}, True),
        ("[]", {}, True),
        (json.dumps(DEVICE | {"who": "me"}), {}, True),
        (json.dumps(DEVICE | {"ratio": 1e999}), {}, True),
        ("[" * 100_000, {}, True),
    ],
)
def test_the_device_report_is_saved_and_must_support_videos(reported, saved, passes):
    visitor = Visitor(open_study()).to_device_check()
    visitor.send(notes=visitor.notes, device=reported)
    assert visitor.participation.device == saved | {"heard": True, "tries": 1}
    assert ("What to do" in visitor.response.content.decode()) == passes
    assert ("another browser" in visitor.response.content.decode()) == (not passes)


def test_the_notes_are_a_wav_file():
    visitor = Visitor(open_study())
    visitor.send()
    answer = visitor.client.get(visitor.home + "notes")
    assert answer["Content-Type"] == "audio/wav"
    assert answer.content.startswith(b"RIFF")
