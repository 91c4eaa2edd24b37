"""How far a draft's videos have come."""

from dataclasses import dataclass

from evalsite.jobs.models import Job
from evalsite.studies.models import Study, StudyStimulus


@dataclass(frozen=True)
class Progress:
    """The study's cells, and the jobs that work for them."""

    cells: list[StudyStimulus]
    running: list[Job]
    waiting: int
    failed: list[Job]

    @property
    def ready(self) -> int:
        """How many videos exist."""
        return sum(cell.stimulus.is_ready for cell in self.cells)

    @property
    def total(self) -> int:
        """How many videos the study needs."""
        return len(self.cells)

    @property
    def complete(self) -> bool:
        """Whether the study can open."""
        return self.ready == self.total

    @property
    def moving(self) -> bool:
        """Whether it is worth asking again soon."""
        return not self.complete and bool(self.running or self.waiting)


def of(study: Study) -> Progress:
    """Return the study's progress in three queries."""
    cells = study.stimuli.select_related("stimulus__condition", "stimulus__recording").order_by("clip", "condition")
    jobs = Job.objects.filter(batch=study.slug)
    return Progress(
        cells=list(cells),
        running=list(jobs.running().order_by("started")),
        waiting=jobs.moving().count() - jobs.running().count(),
        failed=list(jobs.ended_badly().order_by("-finished")),
    )
