"""What must hold before a study opens: every video ready, all made alike, and every difference acknowledged."""

from itertools import pairwise

from evalsite.stimuli import imported_videos
from evalsite.stimuli.models import Stimulus
from evalsite.studies.file.document import StudyDocument
from evalsite.studies.media import gate, own_motion
from evalsite.studies.models import Study, StudyStimulus
from face.errors import InputError


def check(study: Study) -> list[StudyStimulus]:
    """Return the study's cells in their order, or raise InputError that says why it can't open."""
    related = study.stimuli.select_related("stimulus__imported_video", "stimulus__recording", "stimulus__condition")
    cells = list(related.order_by("clip", "condition"))
    document = study.read()
    _check_ready(study, cells)
    _check_alike(study, cells, 1 / document.render.fps)
    _check_acknowledged(study, document, cells)
    return cells


def _check_ready(study: Study, cells: list[StudyStimulus]) -> None:
    missing = [str(cell) for cell in cells if not cell.stimulus.is_ready]
    if missing:
        raise InputError(
            f"study {study.slug} can't open: {len(missing)} of {len(cells)} videos are not ready "
            f"(first {missing[0]}); see manage.py jobs, and try again when they are done"
        )


def _check_alike(study: Study, cells: list[StudyStimulus], frame: float) -> None:
    """Raise InputError unless a clip's videos are equally long, to half a frame, and all videos were made alike."""
    for films_only in (False, True):
        for cell, other in pairwise(cell for cell in cells if bool(cell.stimulus.imported_video) == films_only):
            if _made_by(cell.stimulus) != _made_by(other.stimulus):
                raise InputError(
                    f"study {study.slug} can't open: {cell} and {other} were rendered with different settings or by "
                    "different programs; have all its videos made on machines with the same graphics and ffmpeg"
                )
    for cell, other in pairwise(cells):
        lengths = (cell.stimulus.seconds or 0.0, other.stimulus.seconds or 0.0)
        if cell.clip == other.clip and abs(lengths[0] - lengths[1]) > frame / 2:
            raise InputError(
                f"study {study.slug} can't open: {cell} lasts {lengths[0]:.3f} s and {other} {lengths[1]:.3f} s; "
                "videos of one clip must be equally long"
            )


def _made_by(stimulus: Stimulus) -> tuple[object, ...]:
    made = stimulus.provenance
    # Loudness is equal within a clip, not between clips, where films stand beside a recording.
    settings = {name: value for name, value in stimulus.settings.items() if name != "loudness"}
    return (settings, *(made.get(key) for key in ("gl_renderer", "ffmpeg", "arguments")))


def _check_acknowledged(study: Study, document: StudyDocument, cells: list[StudyStimulus]) -> None:
    known = {
        (cell.condition, cell.clip): imported_videos.video_measurement(cell.stimulus.imported_video)
        for cell in cells
        if cell.stimulus.imported_video
    }
    lengths = {(cell.condition, cell.clip): _length(cell.stimulus) for cell in cells}
    shown_with = {cell.clip: cell.stimulus.recording for cell in cells if cell.stimulus.recording}
    mixed = {clip: shown_with[clip] for _, clip in known if clip in shown_with}
    voices = {clip: imported_videos.sound_measurement(recording) for clip, recording in mixed.items()}
    found = gate.findings(known, lengths, document.render.size, voices)
    gate.refuse(study.slug, gate.unacknowledged(found, document.acknowledged))


def _length(stimulus: Stimulus) -> float:
    """Return how long what a video was made from lasts, before anything was padded, s."""
    if stimulus.imported_video:
        return imported_videos.video_measurement(stimulus.imported_video).seconds
    if stimulus.condition.imported:
        return own_motion.length(stimulus.motion)
    return stimulus.recording.seconds if stimulus.recording else 0.0
