"""Checks before a study opens: every video ready, all produced alike, every difference acknowledged."""

from itertools import pairwise

from analysis.cells import Cell
from evalsite.stimuli import imports
from evalsite.stimuli.models import Stimulus
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.media import condition_motion, equivalence_checks, production_checks
from evalsite.studies.media.sound_faults import find_sound_faults
from evalsite.studies.models import Study, StudyStimulus
from face.errors import InputError


def check_stimuli(study: Study) -> list[StudyStimulus]:
    """Return the study's stimuli by clip and condition, or raise InputError that says why the study can't open."""
    related = study.stimuli.select_related("stimulus__imported_video", "stimulus__recording", "stimulus__condition")
    stimuli = list(related.order_by("clip", "condition"))
    document = study.read_document()
    _check_ready(study, stimuli)
    production_checks.check_same_production(study, document, stimuli)
    _check_same_length(study, stimuli, tolerance=0.5 / document.render.effective_fps)
    _check_acknowledged(study, document, stimuli)
    return stimuli


def _check_ready(study: Study, stimuli: list[StudyStimulus]) -> None:
    missing = [str(each) for each in stimuli if not each.stimulus.is_ready]
    if missing:
        raise InputError(
            f"study {study.slug} can't open: {len(missing)} of {len(stimuli)} videos are not ready "
            f"(first {missing[0]}); see manage.py jobs, and try again when they are done"
        )


def _check_same_length(study: Study, stimuli: list[StudyStimulus], *, tolerance: float) -> None:
    """Raise InputError unless the videos of each clip are equally long, within `tolerance` seconds."""
    for one, other in pairwise(stimuli):
        seconds, other_seconds = one.stimulus.seconds or 0.0, other.stimulus.seconds or 0.0
        if one.clip == other.clip and abs(seconds - other_seconds) > tolerance:
            raise InputError(
                f"study {study.slug} can't open: {one} lasts {seconds:.3f} s and {other} {other_seconds:.3f} s; "
                "videos of one clip must be equally long"
            )


def _check_acknowledged(study: Study, document: StudyDocument, stimuli: list[StudyStimulus]) -> None:
    measurements = {
        Cell(each.condition, each.clip): imports.video_measurement(each.stimulus.imported_video)
        for each in stimuli
        if each.stimulus.imported_video
    }
    seconds = {Cell(each.condition, each.clip): _source_seconds(each.stimulus) for each in stimuli}
    silent = {Cell(each.condition, each.clip) for each in stimuli if each.stimulus.is_silent}
    recordings = {
        each.clip: each.stimulus.recording
        for each in stimuli
        if each.stimulus.recording and Cell(each.condition, each.clip) not in silent
    }
    mixed = {
        cell.clip: recordings[cell.clip] for cell in measurements if cell.clip in recordings and cell not in silent
    }
    sounds = {clip: imports.sound_measurement(recording) for clip, recording in mixed.items()}
    differences = equivalence_checks.find_differences(
        measurements, seconds, document.render.effective_size, sounds, silent
    )
    differences += find_sound_faults(recordings)
    equivalence_checks.require_acknowledgement(study.slug, differences, document.acknowledged)


def _source_seconds(stimulus: Stimulus) -> float:
    """Return the length of a video's source before padding, s."""
    if stimulus.imported_video:
        return imports.video_measurement(stimulus.imported_video).seconds
    if stimulus.condition.imported:
        return condition_motion.motion_seconds(stimulus.motion)
    return stimulus.recording.seconds if stimulus.recording else 0.0
