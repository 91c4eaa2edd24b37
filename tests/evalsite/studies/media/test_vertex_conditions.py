"""Vertices are drawn on their own template in a study, and what looks different otherwise is no fair comparison."""

import numpy as np
import pytest

from evalsite.jobs.models import Job, State
from evalsite.jobs.runner import run_job
from evalsite.stimuli.motion_store import load_motion
from evalsite.studies import lifecycle
from evalsite.studies.document import document
from evalsite.studies.media import condition_motion, findings
from face import npz_file
from face.errors import InputError
from face.motion import fap_motion
from face.vertex_motion import VertexMotion
from tests.evalsite.studies.media.test_condition_motion import FILE, nodding
from tests.face_videos import write_tone
from tests.renderer.template import heads

pytestmark = pytest.mark.django_db

OTHER_PLACE = 1.07
"""How much larger the second template is."""


def write_mesh(path, vertices, faces):
    lines = [f"v {x:.5f} {y:.5f} {z:.5f}" for x, y, z in vertices]
    path.write_text("\n".join([*lines, *("f {} {} {}".format(*face + 1) for face in faces)]) + "\n")
    return path


@pytest.fixture(scope="module")
def motion():
    """Return a second of a head whose jaw opens."""
    return heads.opening_jaw(25)


@pytest.fixture
def folder(tmp_path, motion):
    """Return a study's folder with vertices in the layouts of two methods, and their template."""
    for name in "ab":
        (tmp_path / "motion" / name).mkdir(parents=True)
    write_tone(tmp_path / "x.wav")
    write_mesh(tmp_path / "T.obj", motion.template, motion.faces)
    np.save(tmp_path / "motion" / "a" / "x.npy", motion.positions.reshape(25, -1))
    np.save(tmp_path / "motion" / "b" / "x.npy", motion.positions[::-1])
    return tmp_path


def with_keys(**keys):
    """Return the study file with keys added to its conditions."""
    text = FILE
    for name, lines in keys.items():
        text = text.replace(f'motion = "motion/{name}"', f'motion = "motion/{name}"\n{lines}')
    return text


TEMPLATE = 'template = "T.obj"\nrate = 25'
BOTH = with_keys(a=TEMPLATE, b=TEMPLATE)


def survey(folder, text):
    (folder / "mine.toml").write_text(text)
    return findings.survey(document.read_study_file(folder / "mine.toml"), folder)


def errors(folder, text):
    return list(survey(folder, text)[1].errors)


def test_one_template_is_fair_and_has_neither_avatar_nor_deformer(folder):
    media, found = survey(folder, BOTH)
    assert (found.errors, found.differences) == ((), ())
    settings = {tuple(sorted(media.cell_settings(cell))) for cell in media.document.cells}
    assert settings == {("crf", "fps", "size", "template")}
    assert len({motion.template for motion in media.motions.values()}) == 1


def test_vertices_without_a_template_are_named(folder):
    assert "template" in errors(folder, with_keys(a="rate = 25", b=TEMPLATE))[0]


def test_a_template_beside_an_avatar_needs_a_factor(folder):
    npz_file.save(nodding(1.0), folder / "motion" / "b" / "x.npz")
    (folder / "motion" / "b" / "x.npy").unlink()
    beside = with_keys(a=TEMPLATE)
    assert errors(folder, beside)[0] == (
        "clip x: a is drawn on a template of its own and b is drawn on the avatar woman, so they differ in more than "
        'their motion; name the same template for both, or write factors = ["avatar"] in [design]'
    )
    assert errors(folder, beside + '\n[design]\nfactors = ["avatar"]\n') == []


def test_two_templates_need_a_factor(folder, motion):
    write_mesh(folder / "other.obj", motion.template * OTHER_PLACE, motion.faces)
    np.save(folder / "motion" / "b" / "x.npy", motion.positions * OTHER_PLACE)
    two = with_keys(a=TEMPLATE, b=TEMPLATE.replace("T.obj", "other.obj"))
    assert "a is drawn on a template of its own and b is drawn on a template of its own" in errors(folder, two)[0]
    assert errors(folder, two + '\n[design]\nfactors = ["avatar"]\n') == []


def test_a_factor_without_a_difference_is_an_error(folder):
    assert errors(folder, BOTH + '\n[design]\nfactors = ["avatar"]\n') == [
        "design.factors: avatar is the same in all conditions; leave it out of the factors"
    ]


@pytest.mark.parametrize("key", ["avatar", "deformer"])
def test_what_vertices_have_no_use_for_is_an_error(folder, key):
    level = {"avatar": "man", "deformer": "xface"}[key]
    text = with_keys(a=TEMPLATE, b=f'{TEMPLATE}\n{key} = "{level}"') + f'\n[design]\nfactors = ["{key}"]\n'
    assert f"remove the key {key}" in errors(folder, text)[0]


@pytest.mark.parametrize(
    ("lines", "expected_message"),
    [("rate = 0", "greater than 0"), ("take = 0", "greater than or equal to 1"), ('time_unit = "weeks"', "'weeks'")],
)
def test_impossible_options_are_named(folder, lines, expected_message):
    with pytest.raises(InputError, match="conditions") as error:
        survey(folder, with_keys(a=lines))
    assert expected_message in str(error.value)


def test_only_motion_files_are_read_with_options(folder):
    with pytest.raises(InputError, match="rate says how motion files are read; remove it"):
        survey(folder, FILE.replace('motion = "motion/b"', "still = true\nrate = 25"))


def test_the_rate_decides_the_length_and_an_assumed_one_is_a_note(folder):
    _, found = survey(folder, with_keys(a='template = "T.obj"', b=TEMPLATE.replace("25", "10")))
    assert "frames per second are assumed" in "".join(found.notes)
    assert {each.kind for each in found.differences} >= {"motion_length", "length"}
    assert any("the motion has 10 frames per second, the video 25" in note for note in found.notes)


def test_the_head_is_still_and_a_note_says_so(tmp_path, motion):
    turned = VertexMotion(rotating(motion.positions), 25.0, motion.template, motion.faces)
    npz_file.save(turned, tmp_path / "x.npz")
    stored = condition_motion.store_motion_file(tmp_path / "x.npz", fps=25, seed=1, deformer="fat")
    assert condition_motion.HEAD_NOTE in stored.notes
    assert np.abs(load_motion(stored.digest).positions - motion.positions).max() < 1.5


def rotating(positions):
    """Return the positions of a head that turns to the side by up to 0.2 rad."""
    angles = np.linspace(0, 0.2, len(positions))
    cosine, sine, zero = np.cos(angles), np.sin(angles), np.zeros_like(angles)
    turn = np.stack([cosine, zero, sine, zero, zero + 1, zero, -sine, zero, cosine], axis=1).reshape(-1, 3, 3)
    return np.float32(positions @ turn.transpose(0, 2, 1))


@pytest.mark.django_db(transaction=True)
def test_vertices_become_an_open_study(folder):
    (folder / "mine.toml").write_text(BOTH)
    study = lifecycle.create(document.read_study_file(folder / "mine.toml"), folder=folder)
    while job := Job.objects.filter(state=State.QUEUED).first():
        run_job(job.pk)
        job.refresh_from_db()
        assert (job.state, job.error) == (State.DONE, "")
    assert lifecycle.open(study).is_open
    made = [cell.stimulus for cell in study.stimuli.select_related("stimulus")]
    assert all(stimulus.provenance["template"] == stimulus.settings["template"] for stimulus in made)


def test_nothing_that_moves_is_named(folder, motion):
    np.save(folder / "motion" / "a" / "x.npy", np.repeat(motion.positions[:1], 25, axis=0))
    npz_file.save(fap_motion(np.zeros((25, 66), np.float32), 25.0), folder / "motion" / "b" / "x.npz")
    (folder / "motion" / "b" / "x.npy").unlink()
    _, found = survey(folder, with_keys(a=TEMPLATE) + '\n[design]\nfactors = ["avatar"]\n')
    assert [(each.kind, each.where) for each in found.differences] == [("motionless", "a/x"), ("motionless", "b/x")]
