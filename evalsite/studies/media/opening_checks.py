"""Checks before a study opens: every video ready, all produced alike, every difference acknowledged."""

from collections.abc import Sequence
from itertools import pairwise

from analysis.cells import Cell
from evalsite.stimuli import imports
from evalsite.stimuli.models import Stimulus
from evalsite.stimuli.motion_measurement import stimulus_motion
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.media import acknowledgements, equivalence_checks, production_checks
from evalsite.studies.media.cell_sources import CellSources, SourceLength, video_length
from evalsite.studies.media.picture_format import picture_format_of
from evalsite.studies.media.recording_sources import recording_length
from evalsite.studies.media.sound_faults import find_sound_faults
from evalsite.studies.models import Study, StudyStimulus
from face.errors import InputError


def check_stimuli(study: Study) -> list[StudyStimulus]:
    """Return the study's stimuli by clip and condition, or raise InputError that says why the study can't open."""
    stimuli, document = ordered_stimuli(study), study.read_document()
    _check_ready(study, stimuli)
    production_checks.check_same_production(study, document, stimuli)
    _check_same_length(study, stimuli, tolerance=0.5 / document.render.effective_fps)
    _check_acknowledged(study, document, stimuli)
    return stimuli


def ordered_stimuli(study: Study) -> list[StudyStimulus]:
    """Return the study's stimuli by clip and condition."""
    related = study.stimuli.select_related("stimulus__imported_video", "stimulus__recording", "stimulus__condition")
    return list(related.order_by("clip", "condition"))


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
                "videos of one clip must be equally long; plan them anew with manage.py study change FILE"
            )


def _check_acknowledged(study: Study, document: StudyDocument, stimuli: list[StudyStimulus]) -> None:
    differences = equivalence_checks.find_differences(
        sources_of_stimuli(document, stimuli), picture_format_of(document)
    )
    acknowledgements.require_acknowledgement(study.slug, differences, document.acknowledged)


def sources_of_stimuli(document: StudyDocument, stimuli: Sequence[StudyStimulus]) -> CellSources:
    """Return what is known of a study's videos before they were made, from its rows."""
    by_cell = {Cell(each.condition, each.clip): each.stimulus for each in stimuli}
    videos = {
        cell: imports.video_measurement(stimulus.imported_video)
        for cell, stimulus in by_cell.items()
        if stimulus.imported_video
    }
    silent = frozenset(cell for cell, stimulus in by_cell.items() if stimulus.is_silent)
    heard = {
        cell.clip: stimulus.recording for cell, stimulus in by_cell.items() if stimulus.recording and cell not in silent
    }
    moving = {condition.name for condition in document.conditions if condition.motion}
    mixed = sorted({cell.clip for cell in videos.keys() - silent} & heard.keys())
    return CellSources(
        videos=videos,
        lengths={cell: _source_length(stimulus) for cell, stimulus in by_cell.items()},
        recordings={clip: imports.sound_measurement(heard[clip]) for clip in mixed},
        motions={
            cell: stimulus_motion(stimulus)
            for cell, stimulus in by_cell.items()
            if cell.condition in moving and stimulus.motion
        },
        silent=silent,
        sound_faults=find_sound_faults(heard),
        made_elsewhere=any(stimulus.condition.imported for stimulus in by_cell.values()),
    )


def _source_length(stimulus: Stimulus) -> SourceLength:
    """Return the length of a video's picture and sound before they were made equal."""
    if stimulus.imported_video:
        return video_length(imports.video_measurement(stimulus.imported_video))
    if stimulus.recording is None:
        return SourceLength(stimulus_motion(stimulus).seconds, None)
    if stimulus.condition.imported:
        return SourceLength(stimulus_motion(stimulus).seconds, stimulus.recording.seconds)
    return recording_length(stimulus.recording, stimulus.condition)
