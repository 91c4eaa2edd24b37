"""No study opens whose videos could tell a condition by anything but its motion."""

from itertools import count

import numpy as np
import pytest

from evalsite.stimuli import motion_store
from evalsite.stimuli.models import Condition, ImportedVideo, Recording, Stimulus
from evalsite.studies.document import document
from evalsite.studies.media import opening_checks
from evalsite.studies.models import Study, StudyStimulus
from face.errors import InputError
from face.faps import FAPS, fap_index
from face.motion import fap_motion
from tests.evalsite.studies.media.test_equivalence_checks import OTHER, sound, video

pytestmark = pytest.mark.django_db

LOOK = {"avatar": "woman", "size": [640, 480], "fps": 25}
MADE = {"gl_renderer": "llvmpipe", "ffmpeg": "7.1", "arguments": ["-crf", "18"]}
number = count(1)


@pytest.fixture
def study():
    """Return a study of two conditions and two clips, without videos yet."""
    tables = {
        "study": {"name": "faces", "title": "How natural?"},
        "conditions": [{"name": "a", "original": True}, {"name": "b", "motion": "b"}],
        "clips": [{"name": name, "recording": name} for name in ("x", "y")],
    }
    content = document.load_document(tables).model_dump(mode="json")
    return Study.objects.create(slug="faces", title="How natural?", document=content)


def recording(name, **heard):
    known = {"sound": name * 64, "seconds": 3.0, "sound_measurement": sound(**heard).model_dump(mode="json")}
    return Recording.objects.get_or_create(name=name, defaults=known)[0]


def add_stimulus(study, label, clip, *, measured=None, own=False, **changes):
    """Add a cell's stimulus: imported where `measured` is given, else rendered for the clip's recording."""
    condition, _ = Condition.objects.get_or_create(name=label, imported=own or measured is not None)
    source = {"recording": recording(clip)}
    if measured:
        kept = ImportedVideo.objects.create(digest=f"{next(number):064}", measurement=measured.model_dump(mode="json"))
        source = {"imported_video": kept, "clip": clip}
    fields = {"settings": LOOK, "provenance": MADE, "video": f"{next(number):064}", "seconds": 3.0} | changes
    stimulus = Stimulus.objects.create(condition=condition, key=f"{next(number)}", **source, **fields)
    StudyStimulus.objects.create(study=study, condition=label, clip=clip, stimulus=stimulus)
    return stimulus


def fill_cells(study, **changes):
    """Give every cell a video, and the one of b and y these changes."""
    for label, clip in (("b", "x"), ("a", "x"), ("a", "y")):
        add_stimulus(study, label, clip)
    add_stimulus(study, "b", "y", **changes)
    return study


def acknowledge(study, **places):
    study.document |= {"acknowledged": places}
    study.save()
    return study


def test_cells_have_a_fixed_order(study):
    cells = opening_checks.check_stimuli(fill_cells(study))
    assert [(cell.clip, cell.condition) for cell in cells] == [("x", "a"), ("x", "b"), ("y", "a"), ("y", "b")]


def test_a_video_that_is_not_ready_is_named(study):
    with pytest.raises(InputError, match=r"1 of 4 videos are not ready \(first b × y\)"):
        opening_checks.check_stimuli(fill_cells(study, video=""))


@pytest.mark.parametrize("seconds", [3.0, 3.019, 2.981])
def test_half_a_frame_of_length_is_tolerated(study, seconds):
    assert opening_checks.check_stimuli(fill_cells(study, seconds=seconds))


@pytest.mark.parametrize("seconds", [3.04, 2.96, 0.0, None])
def test_a_frame_of_length_is_a_difference(study, seconds):
    with pytest.raises(InputError, match=r"a × y lasts 3\.000 s and b × y .* must be equally long"):
        opening_checks.check_stimuli(fill_cells(study, seconds=seconds))


UNLIKE = {
    "settings": {"settings": LOOK | {"fps": 30}},
    "another avatar of the same path": {"settings": LOOK | {"avatar_files": "1" * 64}},
    "card": {"provenance": MADE | {"gl_renderer": "another card"}},
    "encoder": {"provenance": MADE | {"ffmpeg": "4.4"}},
    "quality": {"provenance": MADE | {"arguments": ["-crf", "30"]}},
}


@pytest.mark.parametrize("changes", UNLIKE.values(), ids=UNLIKE)
def test_videos_with_other_settings_are_named(study, changes):
    with pytest.raises(InputError, match="a × y and b × y were rendered with different settings or by different pro"):
        opening_checks.check_stimuli(fill_cells(study, **changes))


def give_factor(study, factor, level):
    """Name the factor in the design, and give condition b this level."""
    study.document["design"]["factors"] = [factor]
    study.document["conditions"][1][factor] = level
    study.save()


@pytest.mark.parametrize(
    ("factor", "level", "other", "setting"),
    [
        ("avatar", "man", {"avatar": "man"}, "avatar"),
        ("avatar", "man", {"avatar": "man", "avatar_files": "1" * 64}, "avatar_files"),
        ("deformer", "xface", {"deformer": "xface"}, "deformer"),
        ("sound", "off", {"sound": "off"}, "sound"),
    ],
)
def test_conditions_differ_in_what_the_design_names_and_in_nothing_else(study, factor, level, other, setting):
    def fill(b, **changes):
        study.stimuli.all().delete()
        for clip in "xy":
            add_stimulus(study, "a", clip)
            add_stimulus(study, "b", clip, settings=LOOK | b, **(changes if clip == "y" else {}))
        return study

    with pytest.raises(InputError, match=rf"different settings or by different programs \({factor}\)"):
        opening_checks.check_stimuli(fill(other))
    give_factor(study, factor, level)
    assert opening_checks.check_stimuli(fill(other))
    with pytest.raises(InputError, match=r"different programs \(fps\)"):
        opening_checks.check_stimuli(fill(other | {"fps": 30}))
    fill(other)
    Stimulus.objects.filter(condition__name="b", recording__name="y").update(settings=LOOK | other | {setting: "other"})
    with pytest.raises(InputError, match=rf"different programs \({setting}\)"):
        opening_checks.check_stimuli(study)


def test_nobody_hears_the_sound_of_a_video_that_is_silent_by_design(study):
    give_factor(study, "sound", "off")
    settings = {"size": [640, 480], "fps": 25, "loudness": -23.0}
    for clip in "xy":
        add_stimulus(study, "a", clip, measured=video(), settings=settings)
        other = video(sound=sound(OTHER)) if clip == "x" else video(sound=None)
        add_stimulus(study, "b", clip, measured=other, settings=settings | {"sound": "off"})
    assert len(opening_checks.check_stimuli(study)) == 4


def test_settings_that_do_not_affect_the_picture_may_differ(study):
    assert opening_checks.check_stimuli(
        fill_cells(study, provenance=MADE | {"frames": 76}, settings=LOOK | {"loudness": -20.0})
    )


def test_imported_and_rendered_videos_are_compared_separately(study):
    settings = {"size": [640, 480], "fps": 25, "loudness": -23.0}
    for clip in "xy":
        add_stimulus(study, "a", clip)
        add_stimulus(study, "b", clip, measured=video(), settings=settings, provenance={"ffmpeg": "7.1"})
    assert len(opening_checks.check_stimuli(study)) == 4
    Stimulus.objects.filter(clip="y").update(provenance={"ffmpeg": "4.4"})
    with pytest.raises(InputError, match="b × x and b × y were rendered"):
        opening_checks.check_stimuli(study)


NOTICED = {
    "aspect_ratio": (video(size=(640, 640)), "aspect_ratio", "b/y"),
    "bars": (video(bars=(0.0, 0.2)), "black_bars", "b/y"),
    "length": (video(seconds=4.0), "length", "y"),
    "other words than the recording's": (video(sound=sound(OTHER)), "sound", "b/y"),
}


@pytest.mark.parametrize(("measured", "kind", "where"), NOTICED.values(), ids=NOTICED)
def test_noticeable_differences_must_be_acknowledged(study, measured, kind, where):
    fill_cells(study, measured=measured)
    with pytest.raises(InputError) as caught:
        opening_checks.check_stimuli(study)
    assert f'[acknowledged] {kind} = ["{where}"]' in str(caught.value)
    assert opening_checks.check_stimuli(acknowledge(study, **{kind: [where]}))


def test_the_acknowledgement_of_another_place_does_not_count(study):
    fill_cells(study, measured=video(bars=(0.0, 0.2)))
    with pytest.raises(InputError, match="black bars"):
        opening_checks.check_stimuli(acknowledge(study, bars=["b/x"]))


def jaw(seconds, opened=200):
    """Return the digest of a motion of the jaw in the store."""
    values = np.zeros((round(seconds * 25), len(FAPS)), np.float32)
    values[:, fap_index(3)] = opened * np.sin(np.arange(len(values)))
    return motion_store.store_motion(fap_motion(values, 25.0))


@pytest.mark.parametrize("seconds", [3.0, 2.92, 3.08])
def test_motion_as_long_as_its_sound_is_fair(study, seconds):
    assert opening_checks.check_stimuli(fill_cells(study, own=True, motion=jaw(seconds)))
    assert Stimulus.objects.get(condition__name="b", recording__name="y").motion_measurement["seconds"] == seconds


@pytest.mark.parametrize(
    ("motion", "acknowledged"),
    [
        ((2.84,), {"motion_length": ["b/y"]}),
        ((3.16,), {"motion_length": ["b/y"]}),
        ((2.0,), {"motion_length": ["b/y"], "length": ["y"]}),
        ((3.0, 0), {"motionless": ["b/y"]}),
    ],
)
def test_motion_of_another_length_or_without_movement_is_named(study, motion, acknowledged):
    fill_cells(study, own=True, motion=jaw(*motion))
    for kind, places in acknowledged.items():
        others = {other: where for other, where in acknowledged.items() if other != kind}
        with pytest.raises(InputError, match=rf'\[acknowledged\] {kind} = \["{places[0]}"\]'):
            opening_checks.check_stimuli(acknowledge(study, **others))
    assert opening_checks.check_stimuli(acknowledge(study, **acknowledged))


def test_each_recording_is_read_once(study):
    fill_cells(study, measured=video())
    Recording.objects.filter(name="y").update(sound="0" * 64)
    assert opening_checks.check_stimuli(study), "its bytes are not in the store, so it was not measured again"
