"""What `study check` accepts is created, made and opened, whatever the motion files are: random folders of them."""

import shutil
from typing import NamedTuple

import hypothesis
import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from evalsite import store
from evalsite.jobs.models import Job
from evalsite.stimuli.models import Stimulus
from evalsite.studies.models import Study
from face import arkit, fap_file, npz_file
from face.faps import FAPS, fap_index
from face.motion import MarkerMotion, fap_motion
from face.vertex_motion import VertexMotion
from renderer.normalize.measurement import measure_sound
from tests.evalsite.studies.media.test_checked_studies_open import LENIENT, check_and_open
from tests.renderer.template import heads
from tests.synthesis import faces

RATES = (7.3, 10.0, 12.0, 15.0, 24000 / 1001, 25.0, 30.0, 60000 / 1001, 100.0, 120.0)
SECONDS = (0.04, 0.3, 0.92, 1.0, 1.07, 1.3)
KINDS = ("arkit", "frames only", "fap", "faps", "markers", "still faps", "vertices", "turning vertices")


class MotionFile(NamedTuple):
    """A motion file: its kind, its frames per second and its length, s."""

    kind: str
    rate: float
    seconds: float


class Plan(NamedTuple):
    """The motion files of a study by condition and clip, and what else its conditions differ in."""

    motions: tuple[tuple[MotionFile, ...], ...]
    still: bool
    silent: bool


@st.composite
def plans(draw):
    clips, conditions = draw(st.integers(1, 2)), draw(st.integers(2, 3))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=conditions, max_size=conditions))
    rate, seconds = st.sampled_from(RATES), st.sampled_from(SECONDS)
    rows = tuple(tuple(MotionFile(kind, draw(rate), draw(seconds)) for _ in range(clips)) for kind in kinds)
    return Plan(rows, draw(st.booleans()), draw(st.booleans()))


def write_motion(stem, file):
    """Write a motion file that moves for so long, and nods or turns the head where its kind can."""
    count = max(1, round(file.seconds * file.rate))
    course = np.sin(np.arange(count) * 3 / file.rate + 0.5)
    match file.kind:
        case "arkit" | "frames only":
            weights = np.zeros((count, 52), np.float32)
            weights[:, arkit.BLEND_SHAPES.index("jawOpen")] = abs(course)
            arkit.write_csv(stem.with_suffix(".csv"), weights, np.arange(count) / file.rate, file.rate)
            if file.kind == "frames only":
                without_times(stem.with_suffix(".csv"))
        case "fap" | "faps" | "still faps":
            values = np.zeros((count, len(FAPS)), np.float32)
            values[:, [fap_index(3), fap_index(48)]] = 200 * course[:, None] * (file.kind != "still faps")
            motion = fap_motion(values, file.rate)
            if file.kind == "fap":
                fap_file.write(motion, stem.with_suffix(".fap"))
            else:
                npz_file.save(motion, stem.with_suffix(".npz"))
        case "markers":
            neutral = faces.motion(faces.noise(1)).neutral
            positions = np.float32(neutral + course[:, None, None] * [0, 2, 0])
            npz_file.save(
                MarkerMotion(positions, np.ones(positions.shape[:2], bool), neutral, file.rate),
                stem.with_suffix(".npz"),
            )
        case _:
            npz_file.save(vertices(course, file), stem.with_suffix(".npz"))


def vertices(course, file):
    """Return a head whose jaw opens; a turning one also turns to the side."""
    opened = heads.opening_jaw(2)
    share = abs(course)[:, None, None]
    positions = opened.template + share * (opened.positions[-1] - opened.template)
    if file.kind == "turning vertices":
        cosine, sine, zero = np.cos(course / 5), np.sin(course / 5), 0 * course
        turn = np.stack([cosine, zero, sine, zero, zero + 1, zero, -sine, zero, cosine], axis=1).reshape(-1, 3, 3)
        positions = positions @ turn
    return VertexMotion(np.float32(positions), file.rate, opened.template, opened.faces)


def without_times(path):
    """Remove the column of times from a CSV file."""
    rows = [row.partition(",")[2] for row in path.read_text().splitlines()]
    path.write_text("\n".join(rows))


def write_study(folder, plan):
    """Write motion files, sounds and a study file, and return its path."""
    shutil.rmtree(folder, ignore_errors=True)
    tables = ['[study]\nname = "mine"\ntitle = "Motion"\n[render]\nsize = [96, 64]\nfps = 25\ncrf = 40\n']
    for number, row in enumerate(plan.motions):
        silent = '\nsound = "off"' if plan.silent and number == 0 else ""
        tables.append(f'[[conditions]]\nname = "c{number}"\nmotion = "c{number}"{silent}\n')
        (folder / f"c{number}").mkdir(parents=True)
        for clip, file in enumerate(row):
            write_motion(folder / f"c{number}" / f"x{clip}", file)
    if plan.still:
        tables.append('[[conditions]]\nname = "still"\nstill = true\n')
    for clip in range(len(plan.motions[0])):
        times = np.arange(24_000) / 24_000
        soundfile.write(folder / f"x{clip}.wav", 0.1 * np.sin(2 * np.pi * (220 + 20 * clip) * times), 24_000)
        tables.append(f'[[clips]]\nname = "x{clip}"\nsound = "x{clip}.wav"\n')
    on_template = {"vertices" in row[0].kind for row in plan.motions} | ({False} if plan.still else set())
    factors = ['"avatar"'] * (len(on_template) > 1) + ['"sound"'] * plan.silent
    path = folder / "mine.toml"
    path.write_text("\n".join([*tables, f"[design]\nfactors = [{', '.join(factors)}]\n"]))
    return path


def check_plan(folder, plan):
    Study.objects.all().delete()
    Job.objects.all().delete()
    study = check_and_open(write_study(folder, plan))
    stimuli = Stimulus.objects.filter(pk__in=study.stimuli.values("stimulus"))
    assert len({(each.clip_name, each.seconds) for each in stimuli}) == len(plan.motions[0])
    heard = {each: measure_sound(store.path(each.video)).audible_loudness for each in stimuli}
    assert all((loudness is None) == each.is_silent for each, loudness in heard.items())


MIXED = (MotionFile("frames only", 60.0, 1.07), MotionFile("markers", 12.0, 0.92), MotionFile("vertices", 30.0, 1.3))


@pytest.mark.django_db(transaction=True)
def test_what_the_check_accepts_opens(tmp_path):
    check_plan(tmp_path / "study", Plan(tuple((file,) for file in MIXED), still=True, silent=True))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@given(plan=plans())
@hypothesis.settings(LENIENT, max_examples=12, derandomize=False)
def test_what_the_check_accepts_opens_for_many_folders_of_motion(tmp_path, plan):
    check_plan(tmp_path / "study", plan)
