"""What every video of a study is to become, and the requests for those that don't exist."""

from analysis.cells import Cell
from evalsite.stimuli import imports, stimulus_requests
from evalsite.stimuli.models import Stimulus
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.media.source_media import SourceMedia
from renderer.normalize.normalization import common_loudness
from renderer.resampling import frame_count


def request_stimuli(document: StudyDocument, media: SourceMedia) -> dict[Cell, Stimulus]:
    """Return the stimulus of every cell; enqueue jobs for those that don't exist."""
    fps, batch = document.render.effective_fps, document.study.name
    heard = [imports.video_measurement(video) for cell, video in media.videos.items() if media.is_heard(cell)]
    default_loudness = common_loudness(heard)
    # A rendered video is as loud as its recording; an imported one of the same clip is given the same loudness.
    sounds = media.recording_sounds()
    loudness = {clip: sound.loudness for clip, sound in sounds.items() if sound.loudness is not None}
    stimuli = {}
    for cell in document.cells:
        condition, settings = media.conditions[cell.condition], media.settings[cell.condition]
        longest = media.longest_seconds(cell.clip)
        min_seconds = frame_count(longest, fps) / fps if longest else 0.0
        if video := media.videos.get(cell):
            own_settings = settings | {"loudness": loudness.get(cell.clip, default_loudness)}
            stimuli[cell] = stimulus_requests.request_imported_stimulus(
                video, condition, cell.clip, own_settings, min_seconds=min_seconds, batch=batch
            )
        else:
            recording, motion = media.recordings[cell.clip], media.motions.get(cell, "")
            stimuli[cell] = stimulus_requests.request_stimulus(
                recording, condition, settings, motion=motion, min_seconds=min_seconds, batch=batch
            )
    return stimuli
