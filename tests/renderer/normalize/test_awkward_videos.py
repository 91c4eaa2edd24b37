"""Videos as people really have them: what is measured, what is said about them, and what they become."""

import av
import numpy as np
import pytest

from face.errors import InputError
from renderer.normalize.measurement import measure_video
from renderer.normalize.normalization import NormalizationTarget, normalize_video
from renderer.settings import RenderSettings
from tests.awkward_videos import AWKWARD_VIDEOS, REFUSED_VIDEOS
from tests.awkward_videos.recipes import encode

SETTINGS = RenderSettings(size=(96, 64), fps=25, crf=10)
BACKGROUND, DISC, COLOUR = (154, 164, 178), (255, 0, 255), (187, 126, 92)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("awkward")


@pytest.fixture(scope="module")
def measured(folder):
    """Return a function that writes a video of the catalogue once and measures it."""
    known = {}

    def measure(name):
        if name not in known:
            path = AWKWARD_VIDEOS[name].write(folder / name.replace(" ", "-"))
            known[name] = path, measure_video(path, name)
        return known[name]

    return measure


@pytest.fixture(scope="module")
def plain(folder):
    """Return the frames and the sound of the plain video that most others are variants of."""
    path = encode(folder / "plain.mp4")
    return decode(path)


def decode(path):
    """Return the pictures, `(T, height, width, 3)`, and the sound of a video, `(N,)`, as PyAV decodes them."""
    with av.open(str(path)) as container:
        frames, samples = [], []
        for frame in container.decode():
            if isinstance(frame, av.VideoFrame):
                frames.append(frame.to_ndarray(format="rgb24"))
            else:
                samples.append(frame.to_ndarray().mean(axis=0)[: frame.duration or None])
    return np.array(frames, np.int16), np.concatenate(samples)


@pytest.fixture
def normalized(measured, tmp_path):
    """Return a function that makes a video of the catalogue equal to others, and decodes it."""

    def normalize(name, **target):
        path, properties = measured(name)
        out = tmp_path / "equal.mp4"
        target = {"settings": SETTINGS, **target}
        result = normalize_video(path, out, properties=properties, target=NormalizationTarget(**target))
        frames, samples = decode(out)
        assert (len(frames), len(samples)) == (result.frames, round(result.frames * 48_000 / result.fps))
        return frames, samples, result

    return normalize


PLAIN = {"fps": 25, "frames": 25, "seconds": 1.0, "size": (96, 64), "notes": 1}
PROPERTIES = {
    "recorder 1000 fps": {"fps": 30, "frames": 30, "regular": False},
    "variable rate": {"fps": 18, "frames": 18, "regular": False, "longest_interval": 0.32},
    "2 frames per second": {"fps": 2, "frames": 2, "seconds": 1.0},
    "29.97 frames per second": {"fps": pytest.approx(29.97, abs=1e-3), "regular": True},
    "one picture": {"frames": 1},
    "late picture": {"start": 0.3, "seconds": 1.3},
    "late sound": {"start": 0, "seconds": 1.0},
    "late file": {"start": 0, "seconds": 1.0, "missing_seconds": pytest.approx(0, abs=0.05)},
    "edit list": {"seconds": pytest.approx(0.6), "start": 0},
    "AVI with B-frames": {"fps": 25, "seconds": 1.0, "start": 0},
    "fragmented": {"fps": 25, "frames": 25},
    "truncated WebM": {"missing_seconds": pytest.approx(1, abs=0.1)},
    "half a faststart MP4": {"missing_seconds": pytest.approx(0.24, abs=0.05)},
    "HLG": {"transfer": "hlg", "primaries": "bt2020", "matrix": "bt2020nc"},
    "PQ": {"transfer": "pq", "primaries": "bt2020"},
    "Display P3": {"transfer": "bt709", "primaries": "smpte432"},
    "full range": {"full_range": True},
    "untagged SD": {"matrix": "smpte170m", "assumed_colours": ("transfer", "primaries", "matrix")},
    "RGB": {"matrix": "rgb", "pixels": "gbrp"},
    "interlaced, top first": {"field_order": "top", "interlaced": 25},
    "interlaced, bottom first": {"field_order": "bottom", "interlaced": 25},
    "interlaced by the header": {"field_order": "top", "interlaced": 0},
    "alpha, VP9": {"transparent": True, "decoder": "libvpx-vp9"},
    "opaque alpha": {"transparent": False, "pixels": "rgba"},
    "turned by 90 degrees": {"rotation": 90, "mirrored": False, "size": (64, 96)},
    "mirrored": {"rotation": 0, "mirrored": True, "size": (96, 64)},
    "wide pixels": {"pixel_aspect": 2, "size": (192, 64)},
    "size changes": {"sizes": ((96, 64), (64, 64)), "changing": ("size",)},
    "cover picture": {"covers": 1, "streams": 1, "size": (96, 64)},
    "two pictures": {"streams": 2, "size": (96, 64)},
    "data track": {"streams": 1},
}
SOUND_PROPERTIES = {
    "first sound silent": {"streams": 2, "stream": 2},
    "sound gap": {"gap_seconds": pytest.approx(0.3, abs=0.05), "seconds": pytest.approx(1, abs=0.01)},
    "opposite phase": {"opposite": True, "only_channel": 0},
    "dead channel": {"opposite": False, "only_channel": 1},
    "surround": {"channels": 6, "only_channel": None},
    "8 kHz": {"rate": 8000},
    "late sound": {"start": pytest.approx(0.3, abs=0.03)},
    "very short sound": {"seconds": pytest.approx(0.05, abs=0.01), "loudness": -70.0},
    "silent sound": {"loudness": -70.0, "peak": None},
}


@pytest.mark.parametrize(("name", "expected"), PROPERTIES.items(), ids=PROPERTIES)
def test_properties_are_those_of_what_is_decoded(measured, name, expected):
    _, properties = measured(name)
    assert {key: getattr(properties, key) for key in expected} == expected


@pytest.mark.parametrize(("name", "expected"), SOUND_PROPERTIES.items(), ids=SOUND_PROPERTIES)
def test_properties_of_the_sound_that_is_heard(measured, name, expected):
    _, properties = measured(name)
    assert {key: getattr(properties.sound, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("recorder 1000 fps", "claims 1000 frames per second but has 30"),
        ("variable rate", "a picture lasts up to 0.32 s"),
        ("2 frames per second", "only 2 frames per second"),
        ("one picture", "a single picture"),
        ("short picture", "its picture ends 0.60 s before its sound"),
        ("short sound", "its sound ends 0.60 s before its picture"),
        ("late picture", "begins 0.30 s after the sound"),
        ("truncated WebM", "was probably cut off"),
        ("HLG", "high (HLG, bt2020); it is tone-mapped"),
        ("Display P3", "converted to BT.709"),
        ("full range", "full range"),
        ("untagged SD", "read as BT.601, as is usual for 96x64"),
        ("interlaced, bottom first", "bottom field first; it is deinterlaced"),
        ("alpha, VP9", "transparent in places"),
        ("turned by 90 degrees", "turned by 90 degrees"),
        ("mirrored", "mirrored"),
        ("wide pixels", "shown as 192x64"),
        ("size changes", "96x64, 64x64"),
        ("first sound silent", "2 sound tracks"),
        ("two pictures", "2 video tracks"),
        ("cover picture", "cover picture is left out"),
        ("opposite phase", "opposite in phase"),
        ("dead channel", "only its right channel has sound"),
        ("surround", "6 channels"),
        ("sound gap", "of its sound are missing"),
    ],
)
def test_what_was_assumed_or_changed_is_said(measured, name, words):
    _, properties = measured(name)
    assert [note for note in properties.notes if words in note]


@pytest.mark.parametrize("name", REFUSED_VIDEOS)
def test_what_cannot_be_used_is_refused_in_one_sentence(tmp_path, name):
    with pytest.raises(InputError, match=r"^clip-3 [^\n]+; give [^\n]+$"):
        measure_video(REFUSED_VIDEOS[name].write(tmp_path), "clip-3")


QUICK_COLOURS = ("HLG", "PQ", "Display P3", "RGB", "full range")
COLOURS = (
    "BT.2020 SDR",
    "PAL colours",
    "untagged HD",
    "untagged SD",
    "10 bits",
    "4:4:4",
    "palette",
    "uncompressed AVI",
)


@pytest.mark.parametrize("name", [*QUICK_COLOURS, *(pytest.param(name, marks=pytest.mark.slow) for name in COLOURS)])
def test_the_same_colour_comes_out_whatever_it_was_coded_in(normalized, name):
    frames, _, _ = normalized(name)
    assert np.abs(frames[12, 32, 48] - COLOUR).max() <= 6


ALPHA = ("alpha, VP9", "alpha, ProRes", "alpha, PNG", "alpha, Animation", "alpha, VP8")


@pytest.mark.parametrize("name", [*ALPHA[:2], *(pytest.param(name, marks=pytest.mark.slow) for name in ALPHA[2:])])
def test_the_background_is_seen_through_transparent_pictures(normalized, name):
    frames, _, result = normalized(name)
    assert np.abs(frames[:, 4, 4] - BACKGROUND).max() <= 4
    assert np.abs(frames[:, 32, 48] - DISC).max() <= 12
    assert "transparent parts filled with #9aa4b2" in result.changes


def test_the_study_chooses_the_background(normalized):
    frames, _, _ = normalized("alpha, PNG", background="00ff00")
    assert np.abs(frames[:, 4, 4] - (0, 255, 0)).max() <= 4


def combing(frames):
    """Return how much lines differ from both neighbours, relative to how much these differ."""
    grey = frames.mean(axis=-1)
    return np.abs(2 * grey[:, 1:-1] - grey[:, :-2] - grey[:, 2:]).mean() / np.abs(grey[:, 2:] - grey[:, :-2]).mean()


@pytest.mark.parametrize("name", [name for name in AWKWARD_VIDEOS if name.startswith("interlaced")])
def test_interlaced_pictures_lose_their_combs(measured, normalized, name):
    source, _ = decode(measured(name)[0])
    frames, _, _ = normalized(name)
    assert combing(frames[1:-1]) < 0.5 * combing(source[1:-1])


@pytest.mark.parametrize(
    ("name", "turn"),
    [
        ("turned by 180 degrees", lambda frames: frames[:, ::-1, ::-1]),
        ("mirrored", lambda frames: frames[:, :, ::-1]),
        ("cover picture", lambda frames: frames),
        ("data track", lambda frames: frames),
    ],
)
def test_pictures_are_shown_as_players_show_them(normalized, plain, name, turn):
    frames, _, _ = normalized(name)
    assert np.abs(frames - turn(plain[0])).mean() < 4


def test_an_upright_phone_stays_upright(normalized, plain):
    frames, _, _ = normalized("turned by 90 degrees", settings=RenderSettings(size=(64, 96), fps=25, crf=10))
    assert np.abs(frames - np.rot90(plain[0], axes=(1, 2))).mean() < 4


def test_a_size_that_changes_keeps_its_aspect_ratio(normalized):
    frames, _, _ = normalized("size changes")
    assert frames[5, :, 2].mean() > 30
    assert frames[20, :, 2].mean() < 5, "64x64 has bars at both sides of 96x64"
    assert frames[20, :, 30].mean() > 30


def loud(samples):
    """Return where a sound is heard, s: its first and last 10 ms."""
    steps = np.flatnonzero(np.abs(samples[: len(samples) // 480 * 480]).reshape(-1, 480).max(axis=1) > 0.005)
    return steps[0] / 100, (steps[-1] + 1) / 100


def test_a_late_picture_stays_in_time_with_its_sound(normalized):
    frames, samples, result = normalized("late picture")
    changes = np.abs(np.diff(frames, axis=0)).mean(axis=(1, 2, 3))
    assert changes[:7].max() < 0.5 < changes[8]
    assert loud(samples) == pytest.approx((0, 1), abs=0.06)
    assert "first picture held for 0.30 s" in result.changes


def test_a_late_sound_stays_in_time_with_its_picture(normalized):
    _, samples, _ = normalized("late sound")
    assert loud(samples) == pytest.approx((0.28, 1.28), abs=0.06)


def test_a_gap_in_the_sound_becomes_silence(normalized):
    _, samples, _ = normalized("sound gap")
    assert np.abs(samples[int(0.45 * 48_000) : int(0.65 * 48_000)]).max() < 0.002
    assert loud(samples[int(0.7 * 48_000) :])[1] > 0.25


@pytest.mark.parametrize("name", ["opposite phase", "dead channel", "first sound silent"])
def test_the_sound_that_can_be_heard_is_heard(normalized, name):
    _, samples, result = normalized(name)
    assert np.abs(samples).max() > 0.05
    assert loud(samples)[1] - loud(samples)[0] > 0.9
    assert [change for change in result.changes if "used for both" in change or "taken" in change]


@pytest.mark.parametrize(
    ("name", "picture", "sound"), [("short picture", 0.6, 0), ("short sound", 0, 0.6), ("one picture", 0.96, 0)]
)
def test_padding_is_recorded(normalized, name, picture, sound):
    frames, samples, result = normalized(name)
    assert (result.frames, result.picture_held, result.sound_held) == (25, picture, sound)
    assert picture == 0 or np.abs(frames[-1] - frames[10]).mean() < 2
    assert loud(samples)[1] == pytest.approx(1 - sound, abs=0.06)


@pytest.mark.parametrize("fps", [5, 12, 60])
def test_a_picture_that_is_shorter_than_a_frame_is_held(normalized, fps):
    frames, _, result = normalized("one picture", settings=RenderSettings(size=(96, 64), fps=fps, crf=10))
    assert (len(frames), result.picture_held) == (fps, 0.96)
    assert np.abs(frames[-1] - frames[0]).mean() < 2


@pytest.mark.parametrize("frames", [40, 10, 25])
def test_a_video_gets_exactly_the_frames_of_its_study(normalized, frames):
    _, samples, result = normalized("data track", frames=frames)
    assert result.frames == frames
    assert loud(samples)[1] == pytest.approx(min(1.0, frames / 25), abs=0.06)
    cut = [change for change in result.changes if "cut off" in change]
    assert bool(cut) == (frames < 25)


REMAINING = [
    name
    for name in AWKWARD_VIDEOS
    if name not in (*QUICK_COLOURS, *ALPHA) and not name.startswith(("interlaced", "turned", "late", "short"))
]


@pytest.mark.slow
@pytest.mark.parametrize("name", REMAINING)
def test_every_video_of_the_catalogue_gets_the_format_of_its_study(normalized, name):
    frames, _, _ = normalized(name, frames=30)
    assert frames.shape == (30, 64, 96, 3)
