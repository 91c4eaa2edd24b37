"""What the workers make of motion files and of films: videos. Needs the renderer alone, so no torch and no openSMILE.

Imported in a worker's child only, since OpenGL comes with it. Each function takes a job's spec, writes to the store,
and returns what the job's handler then records.
"""

from dataclasses import asdict

from evalsite import store
from evalsite.jobs.registry import Output, Spec
from evalsite.stimuli import motions
from evalsite.stimuli.models import Stimulus
from face.errors import InputError
from face.progress import ProgressCallback
from renderer.conform import Goal, Measured, equalise
from renderer.settings import RenderSettings


def render(spec: Spec, progress: ProgressCallback) -> Output:
    """Render and encode a stimulus."""
    from renderer.produce import render_video  # noqa: PLC0415 - OpenGL, which films don't need

    stimulus = Stimulus.objects.select_related("recording").get(pk=spec["stimulus"])
    motion, look = motions.load(stimulus.motion), RenderSettings.restored(stimulus.settings)
    sound = store.path(stimulus.recording.sound) if stimulus.recording else None
    with store.workspace() as folder:
        video = folder / "stimulus.mp4"
        info = render_video(motion, video, audio=sound, settings=look, progress=progress, at_least=stimulus.at_least)
        return {"video": store.keep(video), "seconds": info.seconds, "provenance": asdict(info)}


def conform(spec: Spec, progress: ProgressCallback) -> Output:
    """Make a film like all others of its study."""
    stimulus = Stimulus.objects.select_related("film").get(pk=spec["stimulus"])
    film = stimulus.film
    if film is None:
        raise InputError(f"{stimulus} is no film; render it")
    progress(0.1, "making it equal")
    goal = Goal(RenderSettings.restored(stimulus.settings), stimulus.at_least, stimulus.settings["loudness"])
    with store.workspace() as folder:
        video = folder / "stimulus.mp4"
        made = equalise(store.path(film.digest), video, measured=Measured.model_validate(film.measured), goal=goal)
        return {"video": store.keep(video), "seconds": made.seconds, "provenance": asdict(made)}
