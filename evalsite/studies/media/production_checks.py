"""Whether a study's videos were all made alike, except in what `[design] factors` names."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from analysis.plan import Factor
from evalsite.stimuli.models import Stimulus
from evalsite.stimuli.motion_store import AVATAR_SETTINGS
from evalsite.studies.document import factors
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.models import Study, StudyStimulus
from face.errors import InputError

UNCOMPARED_SETTINGS: Final = frozenset({"loudness"})
"""Loudness is equal within a clip, not between clips, where imported videos stand beside a recording."""
COMPARED_PROVENANCE: Final = ("gl_renderer", "ffmpeg", "arguments")


def check_same_production(study: Study, document: StudyDocument, stimuli: Sequence[StudyStimulus]) -> None:
    """Raise InputError unless all rendered videos were made alike, and all imported ones were normalized alike."""
    for imported in (False, True):
        _check_alike(study, document, [each for each in stimuli if bool(each.stimulus.imported_video) == imported])


def _check_alike(study: Study, document: StudyDocument, stimuli: Sequence[StudyStimulus]) -> None:
    names = set().union(*(each.stimulus.settings for each in stimuli)) - UNCOMPARED_SETTINGS
    for name in (*sorted(names), *COMPARED_PROVENANCE):
        latest: dict[tuple[str, ...], StudyStimulus] = {}
        for each in _having(name, stimuli):
            scope = _scope(name, document, each)
            other, latest[scope] = latest.get(scope, each), each
            if _value(name, other.stimulus) != _value(name, each.stimulus):
                raise InputError(
                    f"study {study.slug} can't open: {other} and {each} were rendered with different settings or by "
                    f"different programs ({name}); have all its videos made on machines with the same graphics and "
                    "ffmpeg"
                )


def _having(name: str, stimuli: Iterable[StudyStimulus]) -> list[StudyStimulus]:
    """Return the stimuli that can have a property: what is drawn on a template has no avatar, and the reverse."""
    if name not in (*AVATAR_SETTINGS, "template"):
        return list(stimuli)
    return [each for each in stimuli if (name == "template") == ("template" in each.stimulus.settings)]


def _value(name: str, stimulus: Stimulus) -> Any:
    return stimulus.provenance.get(name) if name in COMPARED_PROVENANCE else stimulus.settings.get(name)


def _scope(name: str, document: StudyDocument, each: StudyStimulus) -> tuple[str, ...]:
    """Return what two videos share that must be equal in a property: nothing, a level of a factor, or a clip."""
    factor = _factor_of(name)
    if name == "template":
        # Each clip may have a template of its own; it is the avatar of all conditions, or of one.
        return (each.clip, each.condition if factor in document.design.factors else "")
    if factor and factor in document.design.factors:
        condition = next(table for table in document.conditions if table.name == each.condition)
        return (factors.factor_level(document, condition, factor),)
    return ()


def _factor_of(name: str) -> Factor | None:
    """Return the factor to which a setting belongs."""
    return next((factor for factor, rule in factors.FACTORS.items() if name in rule.settings), None)
