"""The requests for a study's videos: one stimulus for every cell, made as the plan says."""

from analysis.cells import Cell
from evalsite.stimuli import stimulus_requests
from evalsite.stimuli.models import Stimulus
from evalsite.stimuli.motion_measurement import store_measurement
from evalsite.stimuli.notes import add_notes
from evalsite.studies.media.source_media import SourceMedia


def request_stimuli(media: SourceMedia) -> dict[Cell, Stimulus]:
    """Return the stimulus of every cell; enqueue jobs for those that don't exist."""
    return {cell: _request_stimulus(media, cell) for cell in media.document.cells}


def _request_stimulus(media: SourceMedia, cell: Cell) -> Stimulus:
    condition, settings = media.conditions[cell.condition], media.cell_settings(cell)
    batch, min_seconds = media.document.study.name, media.plan.min_seconds(cell.clip)
    if video := media.videos.get(cell):
        own_settings = settings | {"loudness": media.plan.loudness[cell.clip]}
        return stimulus_requests.request_imported_stimulus(
            video, condition, cell.clip, own_settings, min_seconds=min_seconds, batch=batch
        )
    recording, motion = media.recordings[cell.clip], media.motions.get(cell)
    stimulus = stimulus_requests.request_stimulus(
        recording, condition, settings, motion=motion.digest if motion else "", min_seconds=min_seconds, batch=batch
    )
    if motion:
        store_measurement(stimulus, motion.properties)
        add_notes(stimulus, motion.notes)
    return stimulus
