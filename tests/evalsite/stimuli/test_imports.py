"""Sound files become recordings, each once."""

import numpy as np
import pytest
import soundfile

from evalsite import store
from evalsite.stimuli.imports import import_recording, import_sound
from evalsite.stimuli.models import Recording
from face.errors import InputError

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("import_file", [import_recording, import_sound])
def test_a_file_is_copied_and_registered_once(wav, import_file):
    recording = import_file(wav)
    assert (recording.name, recording.seconds) == ("hello", 1.0)
    assert store.path(recording.sound).read_bytes() == wav.read_bytes()
    assert import_file(wav) == recording
    assert Recording.objects.count() == 1


def test_another_sound_of_the_same_name_gets_its_own(wav, tmp_path):
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "hello.wav"
    soundfile.write(other, np.zeros(24_000, np.float32), 24_000)
    names = {import_recording(path).name for path in (wav, other)}
    assert len(names) == 2
    assert all(name.startswith("hello") for name in names)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all"])
@pytest.mark.parametrize("import_file", [import_recording, import_sound])
def test_a_file_without_sound_is_refused(tmp_path, import_file, content):
    (tmp_path / "bad.wav").write_bytes(content)
    with pytest.raises(InputError, match=r"bad\.wav"):
        import_file(tmp_path / "bad.wav")
    assert not Recording.objects.exists()
