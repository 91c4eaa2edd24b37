"""Whether conditions look alike where some are drawn on an avatar and others, vertices, on their own template."""

from collections import defaultdict
from collections.abc import Mapping

from analysis.cells import Cell
from evalsite.studies.document import factors
from evalsite.studies.document.condition_table import ConditionTable
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.media.condition_motion import MotionSource
from evalsite.studies.media.errors import ErrorList


def check_templates(document: StudyDocument, motions: Mapping[Cell, MotionSource], errors: ErrorList) -> None:
    """Report conditions that look different although the design does not name it, or have keys without a meaning."""
    drawn = [condition for condition in document.conditions if not condition.has_videos]
    for condition in drawn:
        _check_keys(condition, motions, errors)
    looks = _looks_by_clip(document, drawn, motions)
    if "avatar" not in document.design.factors:
        _check_same_look(looks, errors)
    elif all(len(set(by_condition.values())) < 2 for by_condition in looks.values()):
        errors.add("design.factors: avatar is the same in all conditions; leave it out of the factors")


def _check_keys(condition: ConditionTable, motions: Mapping[Cell, MotionSource], errors: ErrorList) -> None:
    if any(motion.template for cell, motion in motions.items() if cell.condition == condition.name):
        for key in ("avatar", "deformer"):
            if getattr(condition, key) is not None:
                errors.add(
                    f"condition {condition.name}: its motion files hold vertices, which are drawn on their own "
                    f"template; remove the key {key}"
                )


def _looks_by_clip(
    document: StudyDocument, drawn: list[ConditionTable], motions: Mapping[Cell, MotionSource]
) -> dict[str, dict[str, str]]:
    """Return what each condition of each clip is drawn on: a template's digest, or an avatar."""
    looks: dict[str, dict[str, str]] = defaultdict(dict)
    for condition in drawn:
        avatar = f"the avatar {factors.factor_level(document, condition, 'avatar')}"
        for clip in document.clips_of(condition):
            motion = motions.get(Cell(condition.name, clip.name))
            if motion or not condition.motion:
                looks[clip.name][condition.name] = (motion and motion.template) or avatar
    return looks


def _check_same_look(looks: Mapping[str, Mapping[str, str]], errors: ErrorList) -> None:
    """Report the first clip in which two conditions are drawn on different things."""
    for clip, by_condition in looks.items():
        names = list(by_condition)
        for name in names[1:]:
            if by_condition[name] != by_condition[names[0]]:
                errors.add(
                    f"clip {clip}: {_describe(names[0], by_condition)} and {_describe(name, by_condition)}, so they "
                    "differ in more than their motion; name the same template for both, or write "
                    'factors = ["avatar"] in [design]'
                )
                return


def _describe(condition: str, looks: Mapping[str, str]) -> str:
    look = looks[condition]
    return f"{condition} is drawn on {look if look.startswith('the avatar ') else 'a template of its own'}"
