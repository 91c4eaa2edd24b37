"""What a participant takes part with, as far as it matters for what they see and hear; not who they are."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from face.documents import Document

Pixels = Annotated[int, Field(ge=0, le=100_000)]


class Device(Document):
    """What the page saw of the window it is shown in."""

    width: Pixels
    height: Pixels
    ratio: Annotated[float, Field(gt=0, le=100, description="device pixels per pixel of the page")]
    pointer: Literal["fine", "coarse", "none"]
    video: Annotated[bool | None, Field(description="whether the first video can be decoded; empty: not known in time")]
    reduced_motion: bool


def read(text: str) -> dict[str, Any]:
    """Return what a page reported; nothing if it is no such report."""
    try:
        return Device.model_validate_json(text[:2000]).model_dump(mode="json")
    except ValidationError:
        return {}


def passes(seen: Mapping[str, Any]) -> bool:
    """Return whether a participation can go on: the notes were heard, and the videos can be seen."""
    return bool(seen.get("heard")) and seen.get("video") is not False
