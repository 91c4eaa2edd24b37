"""The tables of a study file, each checked by itself."""

import json
import re
from dataclasses import asdict
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, Field, model_validator

from evalsite.studies import wording
from face.documents import Document
from face.regions import Region
from renderer.settings import RenderSettings

LOOK: Final = RenderSettings()


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
    screened_out: Text = wording.SCREENED_OUT
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
