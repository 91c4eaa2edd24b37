import subprocess
import sys

import pytest

from face.errors import InputError
from renderer.avatar_registry import avatar_names
from renderer.settings import BUILT_IN_AVATARS, RenderSettings
from tests.renderer import small_head


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"size": (641, 480)}, "641x480.*even"),
        ({"size": (640, 20)}, "640x20"),
        ({"size": (9000, 480)}, "9000x480"),
        ({"fps": 0}, "0 frames per second"),
        ({"fps": 1000}, "1000 frames per second"),
        ({"crf": 52}, "crf 52"),
        ({"deformer": "glue"}, "'glue'.*fat"),
        ({"avatar": "nobody"}, "'nobody'; there are: woman, man, older-woman, or your own"),
    ],
)
def test_what_cannot_be_made_is_refused(wrong, says):
    with pytest.raises(InputError, match=says):
        RenderSettings(**wrong)


def test_all_avatars_and_no_others_are_known():
    assert avatar_names() == BUILT_IN_AVATARS


def test_digest_is_the_same_in_every_process():
    code = "from renderer.settings import RenderSettings; print(RenderSettings().digest())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == RenderSettings().digest()


@pytest.mark.parametrize("change", [{"avatar": "man"}, {"size": (320, 240)}, {"fps": 30}, {"crf": 20}])
def test_digest_tells_settings_apart(change):
    assert RenderSettings(**change).digest() != RenderSettings().digest()


def test_what_is_recorded_comes_back():
    look = RenderSettings(avatar="man", deformer="xface", size=(96, 64), fps=30, crf=40)
    assert look.to_json() == {"avatar": "man", "deformer": "xface", "size": [96, 64], "fps": 30, "crf": 40}
    assert RenderSettings.from_json(look.to_json() | {"loudness": -23.0}) == look
    assert RenderSettings.from_json({"size": [96, 64]}) == RenderSettings(size=(96, 64))


def test_an_own_avatars_files_are_recorded_and_must_stay(tmp_path):
    look = RenderSettings(avatar=str(small_head.write(tmp_path)))
    recorded, digest = look.to_json(), look.digest()
    assert RenderSettings.from_json(recorded) == look
    small_head.write(tmp_path, attribution="somebody else")
    assert look.to_json()["avatar_files"] != recorded["avatar_files"]
    assert look.digest() != digest
    with pytest.raises(InputError, match=r"the files of .*avatar\.json changed .*request it again"):
        RenderSettings.from_json(recorded)
