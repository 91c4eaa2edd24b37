"""Objective scores of predicted motion: what they are, and which videos get any."""

import dataclasses
import wave

import numpy as np
import pytest

from analysis.cells import Cell
from evalsite import store
from evalsite.jobs.models import Job
from evalsite.jobs.runner import run_job
from evalsite.results import objective_scores, snapshots
from evalsite.stimuli.models import Checkpoint, Recording
from evalsite.studies import lifecycle
from face import npz_file
from face.motion import MarkerMotion
from face.regions import MARKERS, Region
from synthesis import checkpoint
from tests.synthesis import cards, faces

CHANCE = np.random.default_rng(1)
RATED = {Cell(name, f"clip-{n}") for n in range(2) for name in ("original", "separate-1", "joint-1")}


def motion(seed: int = 1, frames: int = 120, shift: float = 0.0) -> MarkerMotion:
    generator = np.random.default_rng(seed)
    neutral = faces.neutral().astype(np.float32)
    moved = np.cumsum(generator.normal(0, 0.2, (frames, len(MARKERS), 3)), axis=0) + shift
    valid = np.ones((frames, len(MARKERS)), bool)
    return MarkerMotion((neutral + moved).astype(np.float32), valid, neutral, 120.0)


def scores(predicted: MarkerMotion, measured: MarkerMotion) -> dict[tuple[str, str], float]:
    return {(region, measure): value for region, measure, value in objective_scores.motion_scores(predicted, measured)}


def test_the_measured_motion_itself_is_perfect():
    found = scores(motion(), motion())
    assert set(found) == {(r, m) for r in Region for m in ("concordance", "error_mm")} | {("lower", "lve_mm")}
    assert [found[region, "concordance"] for region in Region] == pytest.approx([1, 1, 1])
    assert [value for (_, measure), value in found.items() if measure.endswith("mm")] == pytest.approx([0] * 4)


def test_the_lip_error_is_the_largest_lip_s_and_neutral_faces_do_not_matter():
    measured = motion()
    lips = [place for place, name in enumerate(MARKERS) if name.startswith("Mou")]
    moved = measured.positions.copy()
    moved[:, lips[0], 0] += 3.0
    found = scores(dataclasses.replace(measured, positions=moved), measured)
    assert found["lower", "lve_mm"] == pytest.approx(3.0, rel=1e-4)
    assert found["lower", "error_mm"] == pytest.approx(3.0 / 15, rel=1e-4)
    other = dataclasses.replace(measured, positions=measured.positions + 5, neutral=measured.neutral + 5)
    assert scores(other, measured)["upper", "error_mm"] == pytest.approx(0, abs=1e-4)


def test_what_was_lost_counts_for_nothing_and_the_longer_end_neither():
    measured, predicted = motion(), motion(frames=130)
    lost = measured.positions.copy()
    lost[50:, 3] = np.nan
    valid = measured.valid.copy()
    valid[50:, 3] = False
    found = scores(predicted, dataclasses.replace(measured, positions=lost, valid=valid))
    assert all(np.isfinite(value) for value in found.values())
    unseen = dataclasses.replace(measured, valid=np.zeros_like(valid))
    assert scores(predicted, unseen) == {}


@pytest.fixture
def predicted_study(study_maker, rate, store_folder):
    """An open study that four raters completed, with a real sound, a measured motion and a checkpoint that speaks."""
    study = study_maker()
    rate(study)
    Recording.objects.update(
        sound=_kept(_sound), motion=_kept(lambda path: npz_file.save(motion(), path)), speaker="ann"
    )
    made = cards.checkpoint()
    Checkpoint.objects.update(digest=_kept(lambda path: checkpoint.save(path, made.network, made.card)))
    return study


def _kept(write) -> str:
    with store.workspace() as folder:
        write(folder / "made")
        return store.add(folder / "made")


def _sound(path) -> None:
    tone = 8000 * np.sin(np.arange(24_000) / 30) + CHANCE.normal(0, 500, 24_000)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 24_000, 0, "NONE", ""))
        file.writeframes(tone.astype("<i2").tobytes())


@pytest.mark.django_db(transaction=True)
def test_closing_sets_the_scores_of_predicted_videos_beside_the_ratings(predicted_study):
    study = lifecycle.close(predicted_study)
    job = Job.objects.get()
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    results = snapshots.latest_snapshot(study).results
    rows = results["questions"]["lower"]["objective"]
    assert {Cell(row["condition"], row["clip"]) for row in rows} == {
        cell for cell in RATED if cell.condition != "original"
    }
    assert set(rows[0]["scores"]) == {"concordance", "error_mm", "lve_mm"}
    assert {row["measure"] for row in results["questions"]["upper"]["objective_correlations"]} == {
        "concordance",
        "error_mm",
    }
    assert results["notes"] == []


@pytest.mark.django_db(transaction=True)
def test_a_lost_file_costs_the_scores_and_not_the_results(predicted_study):
    Recording.objects.update(motion="9" * 64)
    study = lifecycle.close(predicted_study)
    run_job(Job.objects.get().pk)
    results = snapshots.latest_snapshot(study).results
    assert "objective scores were not computed" in results["notes"][0]
    assert results["questions"]["upper"]["objective"] == []
    assert results["contrasts"][0]["p"] is not None


def test_only_what_was_rated_and_predicted_and_measured_is_scored(predicted_study):
    assert {
        score.clip
        for score in objective_scores.study_scores(predicted_study, {("joint-1", "clip-0"), ("original", "clip-1")})
    } == {"clip-0"}
    Recording.objects.update(motion="")
    assert objective_scores.study_scores(predicted_study, RATED) == []
