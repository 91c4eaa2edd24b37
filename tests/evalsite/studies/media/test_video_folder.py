"""From a folder of videos to a study file, and from the file to a study that opens, or says what is in the way."""

import tomllib

import pytest

from evalsite.jobs.models import Job, State
from evalsite.jobs.runner import run_job
from evalsite.stimuli.enqueue_subcommands import ImportVideos
from evalsite.stimuli.models import Stimulus
from evalsite.studies import lifecycle, presets
from evalsite.studies.document import document
from evalsite.studies.media import video_folder
from evalsite.studies.media.video_folder import FolderOptions
from face.errors import InputError
from tests.foreign_videos import write_study_videos, write_video

PRESET = "default"


@pytest.fixture
def working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_study_file(working_folder, name="mine", **options):
    new = video_folder.study_file_from_videos(
        presets.preset_text(PRESET),
        name=name,
        folder=(working_folder / "videos").relative_to(working_folder),
        options=FolderOptions(**options),
    )
    (working_folder / f"{name}.toml").write_text(new.text)
    return working_folder / f"{name}.toml"


def check(path):
    """Return the differences that are left; the file must be without an error."""
    findings = lifecycle.check_document(document.read_study_file(path), path.parent)
    assert findings.errors == ()
    return findings.differences


def create(path):
    return lifecycle.create(document.read_study_file(path), source=path.read_text(), folder=path.parent)


def run_all_jobs():
    while job := Job.objects.filter(state=State.QUEUED).first():
        run_job(job.pk)
        job.refresh_from_db()
        assert (job.state, job.error) == (State.DONE, "")


@pytest.mark.django_db
@pytest.mark.parametrize("preset", presets.preset_names())
def test_every_preset_accepts_imported_videos(working_folder, preset):
    write_study_videos(working_folder / "videos", ("a.b", "c"), ("x", "y"))
    text = video_folder.study_file_from_videos(
        presets.preset_text(preset), name="mine", folder=working_folder / "videos"
    ).text
    tables = tomllib.loads(text)
    assert [each["name"] for each in tables["conditions"]] == ["a.b", "c"]
    assert [each["name"] for each in tables["clips"]] == ["x", "y"]
    assert tables["analysis"]["contrasts"] == {"a.b − c": {"a.b": 1, "c": -1}}
    assert (tables["study"]["name"], tables["render"]) == ("mine", {})
    assert {"questions", "protocol", "design", "analysis"} <= tables.keys()
    (working_folder / "mine.toml").write_text(text)
    document.read_study_file(working_folder / "mine.toml")
    for gone in ("original", "measured on a speaker", "beyond doubt around the mouth"):
        assert gone not in text, "a comment of a table that was left out"


@pytest.mark.django_db
def test_contrasts_with_a_reference_or_of_all_pairs(working_folder):
    write_study_videos(working_folder / "videos", ("a", "b", "c"), ("x",))
    assert list(document.read_study_file(write_study_file(working_folder)).analysis.contrasts) == [
        "a − b",
        "a − c",
        "b − c",
    ]
    read = document.read_study_file(write_study_file(working_folder, "other", reference="b"))
    assert list(read.analysis.contrasts) == ["a − b", "c − b"]
    assert [each.effective_role for each in read.conditions] == ["system", "reference", "system"]
    with pytest.raises(InputError, match="there is no condition d; choose from a, b, c"):
        write_study_file(working_folder, "third", reference="d")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({}, ((322, 242), 24)),
        ({"fit": "smallest"}, ((160, 120), 24)),
        ({"fit": "largest"}, ((322, 242), 24)),
        ({"fit": "200x100", "crop": True}, ((200, 100), 24)),
    ],
    ids=str,
)
def test_the_researcher_chooses_the_size(working_folder, options, shown):
    write_video(working_folder / "videos" / "a" / "x.mp4", size="322x242", fps=30)
    codec = ("-c:v", "libx264", "-pix_fmt", "yuv444p")
    write_video(working_folder / "videos" / "b" / "x.mp4", size="161x121", fps=24, codec=codec)
    render = create(write_study_file(working_folder, **options)).read_document().render
    assert ((render.size, render.fps), render.crop) == (shown, "crop" in options)


@pytest.mark.parametrize(
    ("files", "expected_message"),
    [
        ([], "contains 0 conditions"),
        (["a/x.mp4"], "contains 1 conditions; give it a folder for each, at least two"),
        (["a/x.mp4", "b/y.mp4"], "lacks a/y, b/x; every condition needs a video of every clip"),
        (["a/x.mp4", "a/y.mp4", "b/x.mp4", "c/y.mp4"], "lacks b/y, c/x;"),
        (["a/x.mp4", "b b/x.mp4"], "condition 'b b' is not a valid label"),
        (["a/x.mp4", "b/x.txt"], "x.txt is not one of"),
        (["a/x.mp4", "A/x.mp4"], "the conditions A and a differ only in case"),
    ],
)
def test_an_incomplete_folder_is_refused(working_folder, files, expected_message):
    (working_folder / "videos").mkdir()
    for name in files:
        (working_folder / "videos" / name).parent.mkdir(exist_ok=True)
        (working_folder / "videos" / name).write_bytes(b"x")
    with pytest.raises(InputError) as error:
        video_folder.read_video_folder(working_folder / "videos")
    assert expected_message in str(error.value)


def test_a_folder_s_mistakes_are_named_at_once(working_folder):
    for name in ("a/x.mp4", "a/y.txt", "b/y.mp4", "c c/x.mp4"):
        (working_folder / "videos" / name).parent.mkdir(parents=True, exist_ok=True)
        (working_folder / "videos" / name).write_bytes(b"x")
    with pytest.raises(InputError) as error:
        video_folder.read_video_folder(working_folder / "videos")
    for part in ("y.txt is not one of", "'c c' is not a valid label", "lacks a/y, b/x"):
        assert part in str(error.value)


def test_clips_are_matched_whatever_their_case(working_folder):
    for name in ("a/Hello.mp4", "b/hello.MP4", "__MACOSX/hello.mp4", ".git/hello.mp4"):
        (working_folder / "videos" / name).parent.mkdir(parents=True, exist_ok=True)
        (working_folder / "videos" / name).write_bytes(b"x")
    videos = video_folder.read_video_folder(working_folder / "videos")
    assert {name: list(files) for name, files in videos.items()} == {"a": ["Hello"], "b": ["Hello"]}


@pytest.mark.django_db
def test_a_broken_video_is_named(working_folder):
    write_study_videos(working_folder / "videos", ("a", "b"), ("x",))
    (working_folder / "videos" / "b" / "x.mp4").write_bytes(b"broken")
    with pytest.raises(InputError, match=r"videos/b/x.mp4 is not a readable video"):
        write_study_file(working_folder)


@pytest.mark.django_db(transaction=True)
def test_a_folder_becomes_an_open_study(working_folder):
    write_video(working_folder / "videos" / "a" / "x.mp4", seconds=0.6, fps=25)
    write_video(working_folder / "videos" / "b" / "x.mp4", seconds=0.8, fps=50, size="160x120", volume=0.1)
    path = write_study_file(working_folder)
    assert check(path) == ()
    study = create(path)
    with pytest.raises(InputError, match="2 of 2 videos are not ready"):
        lifecycle.open(study)
    run_all_jobs()
    assert lifecycle.open(study).is_open
    stimuli = [cell.stimulus for cell in study.stimuli.select_related("stimulus")]
    assert {each.seconds for each in stimuli} == {0.8}
    assert len({(each.provenance["frames"], str(each.settings)) for each in stimuli}) == 1


@pytest.fixture
def unequal_videos(working_folder):
    """Return a study file whose videos differ in length and shape."""
    write_video(working_folder / "videos" / "a" / "x.mp4", seconds=0.6, size="240x120")
    write_video(working_folder / "videos" / "b" / "x.mp4", seconds=1.2, size="160x160")
    return write_study_file(working_folder)


@pytest.mark.django_db(transaction=True)
def test_a_study_opens_only_when_each_difference_is_acknowledged(unequal_videos, working_folder):
    named = {(each.kind, each.where) for each in check(unequal_videos)}
    assert named == {("length", "x"), ("aspect_ratio", "b/x")}
    study = create(unequal_videos)
    run_all_jobs()
    with pytest.raises(InputError, match=r'can\'t open: .*\[acknowledged\] aspect_ratio = \["b/x"\] \(1 more'):
        lifecycle.open(study)
    known = unequal_videos.read_text().replace('name = "mine"', 'name = "known"')
    (working_folder / "known.toml").write_text(known + '\n[acknowledged]\nlength = ["x"]\naspect_ratio = ["b/x"]\n')
    assert check(working_folder / "known.toml") == ()
    study = create(working_folder / "known.toml")
    run_all_jobs()
    assert lifecycle.open(study).is_open


@pytest.mark.django_db
def test_the_new_file_lists_differences_to_acknowledge(unequal_videos, working_folder):
    text = unequal_videos.read_text()
    assert '# length = ["x"]' in text
    head, _, table = text.partition("# [acknowledged]")
    unequal_videos.write_text(head + "[acknowledged]" + table.replace("\n# ", "\n"))
    assert check(unequal_videos) == ()


@pytest.mark.django_db
def test_an_unknown_acknowledgement_is_an_error(unequal_videos, working_folder):
    text = unequal_videos.read_text()
    unequal_videos.write_text(text + '\n[acknowledged]\nlength = ["y"]\n')
    findings = lifecycle.check_document(document.read_study_file(unequal_videos), working_folder)
    assert findings.errors == ("acknowledged.length: y shows no such difference; remove it",)
    unequal_videos.write_text(text + '\n[acknowledged]\nlenght = ["x"]\n')
    with pytest.raises(InputError, match="acknowledged"):
        document.read_study_file(unequal_videos)


@pytest.mark.django_db
def test_all_errors_are_listed_at_once(working_folder):
    write_study_videos(working_folder / "videos", ("a", "b"), ("x", "y", "z"))
    path = write_study_file(working_folder)
    (working_folder / "videos" / "a" / "x.mp4").unlink()
    (working_folder / "videos" / "b" / "y.mp4").write_bytes(b"broken")
    (working_folder / "videos" / "b" / "z.mp4").unlink()
    path.write_text(path.read_text().replace('name = "y"', 'name = "y"\nsound = "none.wav"'))
    findings = lifecycle.check_document(document.read_study_file(path), working_folder)
    expected = ["none.wav does not exist", "a contains no file for clip x", "b contains no file for clip z", "b/y.mp4"]
    assert len(findings.errors) == len(expected)
    for sentence, part in zip(findings.errors, expected, strict=True):
        assert part in sentence


@pytest.mark.django_db
def test_a_clip_without_a_file_is_named(working_folder):
    write_study_videos(working_folder / "videos", ("a", "b"), ("x", "y"))
    path = write_study_file(working_folder)
    (working_folder / "videos" / "b" / "y.mp4").unlink()
    with pytest.raises(InputError, match="condition b: videos/b contains no file for clip y; add it"):
        create(path)


@pytest.mark.django_db(transaction=True)
def test_imported_videos_are_a_condition(working_folder):
    write_study_videos(working_folder / "videos", ("a", "b"), ("x",))
    for name in ("a", "b"):
        options = {"condition": f"their-{name}", "folder": working_folder / "videos" / name, "fps": 25}
        ImportVideos().request(options, "batch")
    run_all_jobs()
    text = write_study_file(working_folder).read_text()
    for name in ("a", "b"):
        text = text.replace(f'videos = "videos/{name}"', f'imported = "their-{name}"')
    (working_folder / "mine.toml").write_text(text)
    study = create(working_folder / "mine.toml")
    run_all_jobs()
    assert lifecycle.open(study).is_open
    assert Stimulus.objects.filter(condition__name="their-a", condition__imported=True).exists()
    (working_folder / "mine.toml").write_text(
        text.replace("their-b", "theirs").replace('name = "mine"', 'name = "new"')
    )
    with pytest.raises(InputError, match="no video x was imported for theirs"):
        create(working_folder / "mine.toml")


@pytest.mark.parametrize("name", ["", "two words", "../x"])
@pytest.mark.django_db
def test_an_invalid_condition_name_is_refused(working_folder, name):
    write_study_videos(working_folder / "videos", ("a",), ("x",))
    with pytest.raises(InputError, match="--condition"):
        ImportVideos().request({"condition": name, "folder": working_folder / "videos" / "a", "fps": 25}, "batch")
