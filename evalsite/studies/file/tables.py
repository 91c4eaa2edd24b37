"""The tables of a study file, each checked by itself."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from evalsite.studies.file import wording
from evalsite.studies.file.labels import Label, Slug, Tag, Text, Title
from evalsite.studies.file.sources import ClipSource, Source
from face.documents import Document
from face.regions import Region
from renderer.settings import RenderSettings

LOOK: Final = RenderSettings()


class About(Document):
    """The table `[study]`."""

    name: Slug
    title: Title
    language: Tag = "en"


Role = Literal["reference", "anchor", "system"]
"""What a condition is in the design: the best known, one that is bad beyond doubt, or one under test."""


class ConditionTable(Source):
    """One way to the video."""

    name: Label
    role: Role | None = None

    @property
    def part(self) -> Role:
        """The role; unless the file says otherwise, measured motion is the reference, and all else is under test."""
        return self.role or ("reference" if self.original else "system")


class ClipTable(ClipSource):
    """What is said in a video of every condition."""

    purpose: Literal["rated", "practice", "checks"] = "rated"


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
    practice: Annotated[int, Field(ge=0, le=10)] = Field(default=1, description="unrated videos at the beginning")
    repeats: Annotated[int, Field(ge=0, le=20)] = Field(
        default=0, description="videos shown a second time; at most half of them"
    )
    break_every: Annotated[int, Field(ge=5)] | None = Field(default=None, description="videos between two rests")
    failed_checks: Annotated[int, Field(ge=1)] = Field(default=2, description="from so many on, one is left out")
    fastest: Annotated[float, Field(ge=0)] = Field(default=0.0, description="least median seconds from end to answer")
    lease_minutes: Annotated[float, Field(ge=1, le=7 * 24 * 60)] = Field(
        default=30, description="without an answer: a place returns"
    )
    unfinished: Literal["unused", "used"] = Field(default="unused", description="the answers of those who stopped")
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
        return RenderSettings(**dict(self)).to_json()
