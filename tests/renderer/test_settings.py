import subprocess
import sys

import pytest

from face.errors import InputError
from renderer.avatar_registry import avatar_names
from renderer.settings import BUILT_IN_AVATARS, RenderSettings
from tests.renderer import small_head


@pytest.mark.parametrize(
    ("options", "message"),
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
def test_invalid_settings_are_refused(options, message):
    with pytest.raises(InputError, match=message):
        RenderSettings(**options)


def test_built_in_avatars_are_those_of_the_registry():
    assert avatar_names() == BUILT_IN_AVATARS


def test_the_digest_is_equal_in_every_process():
    code = "from renderer.settings import RenderSettings; print(RenderSettings().digest())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == RenderSettings().digest()


@pytest.mark.parametrize("change", [{"avatar": "man"}, {"size": (320, 240)}, {"fps": 30}, {"crf": 20}])
def test_the_digest_depends_on_every_setting(change):
    assert RenderSettings(**change).digest() != RenderSettings().digest()


def test_json_round_trip():
    settings = RenderSettings(avatar="man", deformer="xface", size=(96, 64), fps=30, crf=40)
    assert settings.to_json() == {"avatar": "man", "deformer": "xface", "size": [96, 64], "fps": 30, "crf": 40}
    assert RenderSettings.from_json(settings.to_json() | {"loudness": -23.0}) == settings
    assert RenderSettings.from_json({"size": [96, 64]}) == RenderSettings(size=(96, 64))


def test_json_records_a_custom_avatars_files_and_changed_files_are_refused(tmp_path):
    settings = RenderSettings(avatar=str(small_head.write(tmp_path)))
    recorded, digest = settings.to_json(), settings.digest()
    assert RenderSettings.from_json(recorded) == settings
    small_head.write(tmp_path, attribution="somebody else")
    assert settings.to_json()["avatar_files"] != recorded["avatar_files"]
    assert settings.digest() != digest
    with pytest.raises(InputError, match=r"the files of .*avatar\.json changed .*request it again"):
        RenderSettings.from_json(recorded)
