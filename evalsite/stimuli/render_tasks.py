"""Jobs that make videos, from motion or from imported videos. They need the renderer, but neither torch nor openSMILE.

Imported in a worker's child process only, since OpenGL comes with it. Each function takes a job's spec, writes to the
store, and returns what the job's handler publishes.
"""

from dataclasses import asdict, replace
from typing import Final

from evalsite import store
from evalsite.jobs.registry import Output, Spec
from evalsite.stimuli.imports import video_measurement
from evalsite.stimuli.models import Stimulus
from evalsite.stimuli.motion_store import load_motion
from face.errors import InputError
from face.progress import ProgressCallback
from renderer import resampling
from renderer.decoding.lengths import decoded_length
from renderer.normalize import normalization
from renderer.normalize.changes import NO_SOUND
from renderer.settings import RenderSettings

SILENCED: Final = "its sound replaced by silence, as the design says"


def render_stimulus(spec: Spec, progress: ProgressCallback) -> Output:
    """Render and encode a stimulus from its motion and sound."""
    from renderer.video import render_video  # noqa: PLC0415 - OpenGL, which imported videos don't need

    stimulus = Stimulus.objects.select_related("recording").get(pk=spec["stimulus"])
    sound = store.path(stimulus.recording.sound) if stimulus.recording else None
    motion, min_seconds = load_motion(stimulus.motion), stimulus.min_seconds
    if sound and stimulus.is_silent and not min_seconds:
        # As long as if it were heard.
        min_seconds = max(resampling.motion_duration(motion), decoded_length(sound, "audio").seconds)
    with store.workspace() as workspace:
        video = workspace / "stimulus.mp4"
        info = render_video(
            motion,
            video,
            audio=None if stimulus.is_silent else sound,
            settings=RenderSettings.from_json(stimulus.settings),
            progress=progress,
            min_seconds=min_seconds,
        )
        return {"video": store.add(video), "seconds": info.seconds, "provenance": asdict(info)}


def normalize_video(spec: Spec, progress: ProgressCallback) -> Output:
    """Give an imported video the size, frame rate, length and loudness of its study."""
    stimulus = Stimulus.objects.select_related("imported_video").get(pk=spec["stimulus"])
    imported = stimulus.imported_video
    if imported is None:
        raise InputError(f"{stimulus} has no imported video; enqueue a render job for it")
    target = normalization.NormalizationTarget(
        settings=RenderSettings.from_json(stimulus.settings),
        min_seconds=stimulus.min_seconds,
        loudness=stimulus.settings["loudness"],
        crop=stimulus.settings.get("crop", False),
    )
    properties = video_measurement(imported)
    if stimulus.is_silent:
        properties = properties.model_copy(update={"sound": None})
    with store.workspace() as workspace:
        video = workspace / "stimulus.mp4"
        info = normalization.normalize_video(
            store.path(imported.digest), video, properties=properties, target=target, progress=progress
        )
        if stimulus.is_silent:
            info = replace(info, changes=(*(each for each in info.changes if each != NO_SOUND), SILENCED))
        return {"video": store.add(video), "seconds": info.seconds, "provenance": asdict(info)}
