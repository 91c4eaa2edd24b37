"""What somebody who waits for videos wants to know: which jobs make them, how many each needs, where they lie."""

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Q

from evalsite import store
from evalsite.jobs.models import ENDED_BADLY, Job, JobQuerySet, State
from evalsite.jobs.queue import spec_digest
from evalsite.jobs.shown.board import Expected
from evalsite.stimuli import animation
from evalsite.stimuli.models import Stimulus
from face.errors import InputError


@dataclass(frozen=True)
class Asked:
    """What somebody asked for: videos, or jobs that make something else; others may have asked for the same before."""

    stimuli: Sequence[Stimulus] = ()
    jobs: Sequence[Job] = ()

    def work(self, batch: str) -> JobQuerySet:
        """Return the jobs to wait for, those under this batch among them."""
        return jobs_of(self.stimuli, batch) | Job.objects.filter(pk__in=[job.pk for job in self.jobs])


def jobs_of(stimuli: Sequence[Stimulus], batch: str) -> JobQuerySet:
    """Return the batch's jobs, and those that others asked for and that make the same videos, from now on."""
    keys = [stimulus.pk for stimulus in stimuli]
    of_ours = Q(spec__stimulus__in=keys)
    over = Job.objects.filter(of_ours, state__in=(State.DONE, *ENDED_BADLY)).values_list("pk", flat=True)
    specs = [
        animation.spec_of(each.recording, each.condition, fps=each.settings["fps"])
        for each in stimuli
        if each.recording and not each.motion
    ]
    animations = Job.objects.moving().filter(spec_digest__in=[spec_digest(spec) for spec in specs])
    shared = (of_ours & ~Q(pk__in=list(over))) | Q(pk__in=[job.pk for job in animations])
    return Job.objects.filter(Q(batch=batch) | shared)


def expected(stimuli: Sequence[Stimulus]) -> Expected:
    """Return how many jobs each video still takes: what has no motion yet is animated first."""
    return {str(each): 1 if each.motion or each.film else 2 for each in stimuli if not each.is_ready}


def file_names(inputs: Sequence[Path], suffix: str) -> list[str]:
    """Return what each input's result is called; where two would be alike, their folders are named too.

    Raises
    ------
    InputError
        If two are alike even so.
    """
    often = Counter(path.stem for path in inputs)
    named = [path.stem if often[path.stem] == 1 else f"{path.resolve().parent.name}-{path.stem}" for path in inputs]
    for name, times in Counter(named).items():
        if times > 1:
            raise InputError(f"{times} files would be written as {name}{suffix}; give each a name of its own")
    return [name + suffix for name in named]


def videos_of(inputs: Sequence[Path], stimuli: Sequence[Stimulus]) -> dict[str, Path]:
    """Return the finished videos by the names of the files that they were made from."""
    made = zip(file_names(inputs, ".mp4"), stimuli, strict=True)
    return {name: store.path(stimulus.video) for name, stimulus in made if stimulus.is_ready}


def videos(stimuli: Sequence[Stimulus]) -> dict[str, Path]:
    """Return the finished videos by what is said in them; a second of the same name carries its condition too."""
    found: dict[str, Path] = {}
    for each in stimuli:
        if each.is_ready:
            name = f"{each.shown}.mp4".replace("/", "-")
            found[name if name not in found else f"{each.condition.name}-{name}"] = store.path(each.video)
    return found


def copy(files: dict[str, Path], out: Path) -> dict[str, Path]:
    """Copy files into a folder and return where they are now; InputError where they are lost or can't be written."""
    if lost := [name for name, path in files.items() if not path.exists()]:
        raise InputError(f"the store has lost {lost[0]}; look whether FACESTUDY_STORE names the right one")
    try:
        out.mkdir(parents=True, exist_ok=True)
        return {name: Path(shutil.copyfile(path, out / name)) for name, path in files.items()}
    except OSError as error:
        raise InputError(f"{out} can't be written: {error.strerror}") from None
