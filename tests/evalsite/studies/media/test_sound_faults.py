"""A clip whose sound is silent or cut off must be acknowledged; what merely sounds unusual is a note."""

import numpy as np
import pytest
import soundfile

from evalsite.stimuli import imports
from evalsite.stimuli.models import Recording
from evalsite.studies.document import document
from evalsite.studies.media import findings
from evalsite.studies.media.sound_faults import find_sound_faults
from evalsite.studies.media.source_media import find_source_media
from face import npz_file
from tests.evalsite.studies.media.test_condition_motion import FILE, nodding
from tests.face.sound import sounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    for name in "ab":
        (tmp_path / "motion" / name).mkdir(parents=True)
        npz_file.save(nodding(), tmp_path / "motion" / name / "x.npz")
    return tmp_path


def read_study(folder, text=FILE):
    (folder / "mine.toml").write_text(text)
    return document.read_study_file(folder / "mine.toml")


def differences(folder):
    study = read_study(folder)
    return find_source_media(study, folder).differences()


@pytest.mark.parametrize(
    ("samples", "kept", "expected"),
    [
        (np.zeros(24_000), 1, [("no_speech", "the sound of x (x): it is silent from beginning to end")]),
        (
            sounds.speech_like(rate=24_000),
            0.5,
            [("truncated", "the sound of x (x): it is cut off: it lacks 1.0 of 2.0 s")],
        ),
        (sounds.tone(rate=24_000), 1, []),
        (sounds.opposite_phase(sounds.speech_like(rate=24_000)), 1, []),
    ],
    ids=["silence", "cut off", "tone", "opposite phase"],
)
def test_what_must_be_acknowledged_is_found_before_anything_is_made(folder, samples, kept, expected):
    soundfile.write(folder / "x.wav", samples, 24_000)
    content = (folder / "x.wav").read_bytes()
    (folder / "x.wav").write_bytes(content[: int(len(content) * kept)])
    found = [(each.kind, each.sentence) for each in differences(folder) if "length" not in each.kind]
    assert found == expected


def test_a_recording_used_by_name_is_examined_once(folder):
    soundfile.write(folder / "x.wav", np.zeros(24_000), 24_000)
    recording = imports.import_sound(folder / "x.wav")
    Recording.objects.update(findings=None)
    study = read_study(folder, FILE.replace('sound = "x.wav"', 'recording = "x"'))
    assert "no_speech" in {each.kind for each in find_source_media(study, folder).differences()}
    recording.refresh_from_db()
    assert recording.findings


def test_what_was_repaired_is_a_note_of_the_check(folder):
    soundfile.write(folder / "x.wav", sounds.opposite_phase(sounds.speech_like(rate=24_000)), 24_000)
    _, found = findings.survey(read_study(folder), folder)
    assert [note for note in found.notes if "sound: its channels have opposite phase" in note]


def test_opening_decodes_nothing():
    never_examined = Recording(name="x", sound="0" * 64, seconds=1)
    assert find_sound_faults({"x": never_examined}) == ()
