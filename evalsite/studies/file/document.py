"""The study file: conditions, clips, questions, protocol and plan, checked so that mistakes read as one sentence."""

import hashlib
import json
import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from analysis.plan import Plan
from evalsite.studies.file import consistency, languages, wording
from evalsite.studies.file.checks import Check, Practice
from evalsite.studies.file.forms import Form, check_forms
from evalsite.studies.file.recruitment import Recruitment
from evalsite.studies.file.sources import check_sounds
from evalsite.studies.file.tables import About, ClipTable, ConditionTable, Protocol, Question, Render
from evalsite.studies.media.gate import Acknowledged
from face.documents import read_document, validate_document
from face.regions import Region


class StudyDocument(Plan):
    """The whole study file; its tables `[design]`, `[payment]` and `[analysis]` are the plan's."""

    study: About
    conditions: Annotated[tuple[ConditionTable, ...], Field(min_length=2)]
    clips: Annotated[tuple[ClipTable, ...], Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1)] = tuple(
        Question(region=region, text=wording.question(region)) for region in Region
    )
    practice: tuple[Practice, ...] = ()
    checks: tuple[Check, ...] = ()
    protocol: Protocol = Protocol()
    before: Form = ()
    after: Form = ()
    translations: languages.Translations = {}
    render: Render = Render()
    acknowledged: Acknowledged = {}
    recruitment: Recruitment = Recruitment()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        consistency.check(self)
        check_sounds(self.conditions, self.clips)
        for key in ("recording", "sound"):
            consistency.unique("clips", filter(None, (getattr(clip, key) for clip in self.clips)), key=key)
        check_forms(self.before, self.after)
        languages.check(self)
        return self

    @property
    def rated_clips(self) -> tuple[ClipTable, ...]:
        """The clips that are rated, without those kept for practice and checks."""
        return tuple(clip for clip in self.clips if clip.purpose == "rated")

    def conditions_of(self, clip: ClipTable) -> list[str]:
        """Return in which conditions a clip is shown: all if it is rated, else those that practice or checks name."""
        if clip.purpose == "rated":
            return [condition.name for condition in self.conditions]
        entries = self.practice if clip.purpose == "practice" else self.checks
        named = {entry.condition for entry in entries if entry.clip in (None, clip.name)}
        return [condition.name for condition in self.conditions if condition.name in named]

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that are asked about, in the order of the questions."""
        return tuple(question.region.value for question in self.questions)

    @property
    def cell_regions(self) -> tuple[str, ...]:
        """The regions by which cells are told apart: one empty name where all are asked under one showing."""
        return ("",) if self.design.layout == "together" else self.regions

    @property
    def cells(self) -> int:
        """How many cells there are: condition × clip, and × region where a showing asks about one."""
        return len(self.conditions) * len(self.rated_clips) * len(self.cell_regions)

    @property
    def cells_of_one(self) -> int:
        """How many cells one participant can meet."""
        return self.cells // len(self.regions) if self.design.layout == "split-regions" else self.cells

    @property
    def trials(self) -> int:
        """How many showings a participant rates for the analysis."""
        return self.design.trials_per_rater or self.cells_of_one

    @property
    def showings(self) -> int:
        """How many videos a participant watches after the practice: trials, repeats and checks."""
        return self.trials + self.repeats + len(self.checks)

    @property
    def repeats(self) -> int:
        """How many of the trials are shown a second time."""
        return min(self.protocol.repeats, self.trials // 2)

    @property
    def practices(self) -> int:
        """How many videos come before them."""
        return len(self.practice) or self.protocol.practice

    @property
    def quota(self) -> int:
        """How many ratings every cell is to have."""
        return self.design.ratings_per_cell or math.ceil(self.design.raters * self.trials / self.cells)


def read(path: Path) -> StudyDocument:
    """Read a study file.

    Raises
    ------
    InputError
        If the file is missing, is no TOML, or a key is wrong; the sentence names file, key and remedy.
    """
    return read_document(path, StudyDocument)


def restore(tables: dict[str, Any]) -> StudyDocument:
    """Return the document that a study row holds."""
    return _restored(json.dumps(tables))


@lru_cache(maxsize=100)
def _restored(tables: str) -> StudyDocument:
    """Return the document of these JSON tables; every answer needs it, and checking costs as much as a statement."""
    return validate_document(json.loads(tables), StudyDocument, source="the stored study")


def digest(document: StudyDocument, videos: Iterable[tuple[str, str, str]]) -> str:
    """Return the SHA-256 of a document together with its `(condition, clip, video digest)` rows."""
    content = {"document": document.model_dump(mode="json"), "videos": sorted(videos)}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
