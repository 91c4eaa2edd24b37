"""The study file: conditions, clips, questions, protocol and plan, checked so that mistakes read as one sentence."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, Field, model_validator

from analysis.plan import Plan
from evalsite.studies import wording
from face.documents import Document, checked, read_toml
from face.regions import Region
from renderer.settings import RenderSettings

LOOK: Final = RenderSettings()
POINTS: Final = 10
"""The longest scale that fits on a phone's row of buttons; it starts at 1."""


def _slug(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) or len(value) > 50:  # noqa: PLR2004
        raise ValueError(f"{value!r} can't be part of a link; use at most 50 small letters, digits and dashes")
    return value


def _label(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", value):
        raise ValueError(f"{value!r} is no label; use letters, digits, dots, dashes and underscores")
    return value


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty; write something, or remove the key")
    return value.strip()


Slug = Annotated[str, AfterValidator(_slug)]
Label = Annotated[str, AfterValidator(_label)]
Text = Annotated[str, AfterValidator(_text)]


class About(Document):
    """The table `[study]`."""

    name: Slug
    title: Text
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"


class ConditionTable(Document):
    """One way of turning a recording into the video."""

    name: Label
    original: bool = False
    checkpoint: Text | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.original == (self.checkpoint is not None):
            raise ValueError(f'condition {self.name} needs exactly one of `original = true` and `checkpoint = "…"`')
        return self


class ClipTable(Document):
    """A recording chosen for the study."""

    name: Label
    recording: Text


class Question(Document):
    """One question about one region, answered on the plan's scale."""

    region: Region
    text: Text
    low: Text = wording.LOW
    high: Text = wording.HIGH


class Protocol(Document):
    """What happens around the rating."""

    consent: Text = wording.CONSENT
    instructions: Text = wording.INSTRUCTIONS
    debriefing: Text = wording.DEBRIEFING
    practice: bool = True
    minutes: Annotated[float, Field(gt=0, le=180)] = 5


class Render(Document):
    """What all stimuli share; the keys of `renderer.settings.RenderSettings`."""

    avatar: str = LOOK.avatar
    deformer: str = LOOK.deformer
    size: tuple[int, int] = LOOK.size
    fps: int = LOOK.fps
    crf: int = LOOK.crf

    @model_validator(mode="after")
    def _possible(self) -> Self:
        RenderSettings(**dict(self))
        return self

    def settings(self) -> dict[str, Any]:
        """Return the settings as a stimulus records them."""
        return json.loads(json.dumps(asdict(RenderSettings(**dict(self)))))  # type: ignore[no-any-return]


class StudyDocument(Plan):
    """The whole study file; its tables `[design]`, `[payment]` and `[analysis]` are the plan's."""

    study: About
    conditions: Annotated[tuple[ConditionTable, ...], Field(min_length=2)]
    clips: Annotated[tuple[ClipTable, ...], Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1)] = tuple(
        Question(region=region, text=wording.question(region)) for region in Region
    )
    protocol: Protocol = Protocol()
    render: Render = Render()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _unique("conditions", (condition.name for condition in self.conditions))
        _unique("clips", (clip.name for clip in self.clips))
        _unique("clips", (clip.recording for clip in self.clips), key="recording")
        _unique("questions", (question.region for question in self.questions), key="region")
        self._check_design()
        self._check_contrasts()
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
