"""The study file: conditions, clips, questions, protocol and plan, checked so that mistakes read as one sentence."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from analysis.plan import Plan
from evalsite.studies import languages, wording
from evalsite.studies.forms import Form, check_forms
from evalsite.studies.recruitment import Recruitment
from evalsite.studies.tables import About, ClipTable, ConditionTable, Protocol, Question, Render
from face.documents import checked, read_toml
from face.regions import Region

POINTS: Final = 10
"""The longest scale that fits on a phone's row of buttons; it starts at 1."""


class StudyDocument(Plan):
    """The whole study file; its tables `[design]`, `[payment]` and `[analysis]` are the plan's."""

    study: About
    conditions: Annotated[tuple[ConditionTable, ...], Field(min_length=2)]
    clips: Annotated[tuple[ClipTable, ...], Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1)] = tuple(
        Question(region=region, text=wording.question(region)) for region in Region
    )
    protocol: Protocol = Protocol()
    before: Form = ()
    after: Form = ()
    translations: languages.Translations = {}
    render: Render = Render()
    recruitment: Recruitment = Recruitment()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _unique("conditions", (condition.name for condition in self.conditions))
        _unique("clips", (clip.name for clip in self.clips))
        _unique("clips", (clip.recording for clip in self.clips), key="recording")
        _unique("questions", (question.region for question in self.questions), key="region")
        self._check_design()
        self._check_contrasts()
        check_forms(self.before, self.after)
        languages.check(self)
        return self

    def _check_design(self) -> None:
        if self.design.layout != "together":
            raise ValueError('design.layout: "blocks" can\'t be shown yet; write "together"')
        if self.design.scale[0] != 1 or self.design.scale[1] > POINTS:
            raise ValueError(f"design.scale: a page shows scales from 1 to at most {POINTS}; write e.g. [1, {POINTS}]")
        if self.design.clips not in (None, len(self.clips)):
            raise ValueError(f"design.clips: the file lists {len(self.clips)} clips; remove the key")
        if self.design.trials_per_rater not in (None, self.trials):
            raise ValueError(
                f"design.trials_per_rater: every participant rates all {self.trials} videos; remove the key"
            )

    def _check_contrasts(self) -> None:
        known = [condition.name for condition in self.conditions]
        for contrast, weights in self.analysis.contrasts.items():
            for name in weights:
                if name not in known:
                    raise ValueError(
                        f"analysis.contrasts.{contrast}: there is no condition {name}; choose from {', '.join(known)}"
                    )

    @property
    def trials(self) -> int:
        """How many videos a participant rates."""
        return len(self.conditions) * len(self.clips)


def _unique(table: str, values: Iterable[str], *, key: str = "name") -> None:
    seen: set[str] = set()
    for position, value in enumerate(values, start=1):
        if value in seen:
            raise ValueError(f"{table}[{position}].{key}: {value} stands there twice; every {key} is used once")
        seen.add(value)


def read(path: Path) -> StudyDocument:
    """Read a study file.

    Raises
    ------
    InputError
        If the file is missing, is no TOML, or a key is wrong; the sentence names file, key and remedy.
    """
    return read_toml(path, StudyDocument)


def restore(tables: dict[str, Any]) -> StudyDocument:
    """Return the document that a study row holds."""
    return checked(tables, StudyDocument, source="the stored study")


def digest(document: StudyDocument, videos: Iterable[tuple[str, str, str]]) -> str:
    """Return the SHA-256 of a document together with its `(condition, clip, video digest)` rows."""
    content = {"document": document.model_dump(mode="json"), "videos": sorted(videos)}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
