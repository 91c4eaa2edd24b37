"""What conditions may differ in by design (`[design] factors`), and what each factor does to their videos.

A condition has a key for each factor. What it says there becomes a setting of its videos, and the checks that videos
are equal skip the settings of the named factors, and nothing else.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from analysis.plan import Factor
from evalsite.studies.document.condition_table import ConditionTable
from evalsite.studies.document.render_table import RenderTable
from evalsite.studies.document.tables import StudyTables
from face.errors import InputError
from renderer.settings import RenderSettings


class FactorRule(NamedTuple):
    """How a factor enters a video.

    Attributes
    ----------
    settings
        The settings of a stimulus in which videos may then differ.
    for_videos
        Whether finished videos can differ in it too.
    default
        The level that changes nothing and is no setting; None where the table `[render]` says it.
    """

    settings: tuple[str, ...]
    for_videos: bool
    default: str | None


FACTORS: Final[dict[Factor, FactorRule]] = {
    # Vertices are drawn on their own template, which is then their avatar.
    "avatar": FactorRule(settings=("avatar", "avatar_files", "template"), for_videos=False, default=None),
    "deformer": FactorRule(settings=("deformer",), for_videos=False, default=None),
    "sound": FactorRule(settings=("sound",), for_videos=True, default="on"),
}

VIDEO_SETTINGS: Final = ("size", "fps", "crf")
"""The settings of finished videos; the others are of rendering."""


def settings_of_factors(factors: Iterable[Factor]) -> frozenset[str]:
    """Return the settings in which videos of different conditions may differ."""
    return frozenset(setting for factor in factors for setting in FACTORS[factor].settings)


def condition_settings(document: StudyTables, condition: ConditionTable) -> dict[str, Any]:
    """Return the settings of a condition's videos, as a stimulus records them.

    Raises
    ------
    InputError
        If a file of a custom avatar can't be read.
    """
    keys = _factor_keys(condition)
    render: dict[str, str] = {factor: level for factor, level in keys.items() if factor in RenderTable.model_fields}
    others = {factor: level for factor, level in keys.items() if factor not in render}
    settings = document.render.model_copy(update=render).settings()
    if condition.has_videos:
        settings = {key: settings[key] for key in VIDEO_SETTINGS} | ({"crop": True} if document.render.crop else {})
    return settings | {factor: level for factor, level in others.items() if level != FACTORS[factor].default}


def factor_level(document: StudyTables, condition: ConditionTable, factor: Factor) -> str:
    """Return a condition's level of a factor: what it says itself, else what `[render]` says, else the default."""
    default = FACTORS[factor].default or str(getattr(document.render, factor))
    return _factor_keys(condition).get(factor, default)


def check(document: StudyTables) -> None:
    """Raise ValueError if a condition differs in what is no factor, or in a factor it can't have; or none differs."""
    for number, condition in enumerate(document.conditions, start=1):
        _check_condition(document, condition, f"conditions[{number}]")
    for factor in document.design.factors:
        if factor == "avatar" and any(condition.motion for condition in document.conditions):
            continue  # Vertices may bring their own template, which only their files show.
        able = [each for each in document.conditions if FACTORS[factor].for_videos or not each.has_videos]
        if len({factor_level(document, condition, factor) for condition in able}) < 2:
            raise ValueError(
                f"design.factors: {factor} is the same in all conditions; give the [[conditions]] that differ in it "
                f"the key {factor}, or leave it out of the factors"
            )


def _check_condition(document: StudyTables, condition: ConditionTable, where: str) -> None:
    named = document.design.factors
    for factor, level in _factor_keys(condition).items():
        if factor not in named:
            wanted = ", ".join(f'"{each}"' for each in (*named, factor))
            raise ValueError(
                f"{where}.{factor}: conditions differ only in what [design] names; write factors = [{wanted}] there, "
                "or remove the key"
            )
        if condition.has_videos and not FACTORS[factor].for_videos:
            raise ValueError(f"{where}.{factor}: the videos of {condition.name} are finished; remove the key")
        _check_level(factor, level, f"{where}.{factor}")


def _check_level(factor: Factor, level: str, where: str) -> None:
    """Raise ValueError if there is no such avatar or deformer."""
    try:
        if factor == "avatar":
            RenderSettings(avatar=level)
        elif factor == "deformer":
            RenderSettings(deformer=level)
    except InputError as error:
        raise ValueError(f"{where}: {error}") from None


def _factor_keys(condition: ConditionTable) -> dict[Factor, str]:
    """Return what a condition itself says about factors."""
    return {factor: level for factor in FACTORS if (level := getattr(condition, factor)) is not None}
