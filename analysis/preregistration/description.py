"""What a pre-registration says besides the plan: conditions, clips, and how the data are collected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class StudyDescription:
    """The study around the plan; sentences are complete, and what is empty is left out of the text.

    Attributes
    ----------
    title
        The heading.
    conditions
        Name → what it is, empty if nothing is known.
    clips
        The names of the rated clips.
    clip_count
        How many clips are rated, if only their number is known.
    collected
        What has been collected so far.
    procedure
        How participants are recruited, and what they do.
    exclusions
        Rules besides those of the plan, applied while data are collected.
    stopping
        When data collection ends, in place of the usual sentence.
    """

    title: str
    conditions: Mapping[str, str]
    clips: tuple[str, ...] = ()
    clip_count: int | None = None
    collected: tuple[str, ...] = ()
    procedure: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    stopping: tuple[str, ...] = ()

    @classmethod
    def from_tables(cls, tables: Mapping[str, Any], title: str, collected: tuple[str, ...] = ()) -> Self:
        """Return what the tables of a plan or a study file say.

        Conditions are those of `[[conditions]]`, or those with a weight in a contrast.
        """
        contrasts = tables.get("analysis", {}).get("contrasts", {})
        listed = {str(each["name"]): str(each.get("role", "")) for each in _entries(tables, "conditions")}
        clips = tuple(
            str(each["name"]) for each in _entries(tables, "clips") if each.get("purpose", "rated") == "rated"
        )
        return cls(
            title=title,
            collected=collected,
            conditions=listed or {name: "" for weights in contrasts.values() for name in weights},
            clips=clips,
            clip_count=len(clips) or tables.get("design", {}).get("clips"),
        )


def _entries(tables: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    entries = tables.get(name, [])
    return [each for each in entries if isinstance(each, Mapping) and "name" in each]
