"""Checks that the tables of a study file agree; each error is one sentence that names the key and the remedy."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

from evalsite.studies.document import default_texts, factors
from evalsite.studies.document.forms import FormQuestion
from evalsite.studies.document.practice_and_checks import Check, Practice
from evalsite.studies.document.tables import FormQuestionTranslation, StudyTables, Translation
from renderer.settings import MARKER_DEFORMER

MAX_BUTTON: Final = 10
"""The highest number of a scale of buttons; more don't fit on a phone."""
SLIDER: Final = (0, 100)


def check(document: StudyTables) -> None:
    """Raise ValueError for the first inconsistency."""
    check_unique("conditions", (condition.name for condition in document.conditions))
    check_unique("clips", (clip.name for clip in document.clips))
    _check_scales(document)
    _check_size(document)
    _check_contrasts(document)
    _check_practice_and_checks(document)
    _check_protocol(document)
    factors.check(document)
    _check_markers(document)
    _check_sounds(document)
    for key in ("recording", "sound"):
        check_unique("clips", filter(None, (getattr(clip, key) for clip in document.clips)), key=key)
    _check_forms(document)
    check_translations(document)


def check_unique(table: str, values: Iterable[str], *, key: str = "name") -> None:
    """Raise ValueError if a value occurs twice in a table."""
    earlier: set[str] = set()
    for position, value in enumerate(values, start=1):
        if value in earlier:
            raise ValueError(f"{table}[{position}].{key}: {value} occurs twice; use every {key} once")
        earlier.add(value)


def _check_scales(document: StudyTables) -> None:
    scales = {f"questions[{number}].scale": each.scale for number, each in enumerate(document.questions, start=1)}
    for where, scale in {"design.scale": document.design.scale, **scales}.items():
        if scale in (None, SLIDER):
            continue
        low, high = scale
        if low not in (0, 1) or high > MAX_BUTTON:
            raise ValueError(
                f"{where}: {low} to {high} can't be shown; write [1, 5], [1, 7], [1, {MAX_BUTTON}] or, as a slider, "
                f"{list(SLIDER)}"
            )


def _check_size(document: StudyTables) -> None:
    design = document.design
    if not document.rated_clips:
        raise ValueError('clips: none is rated; give at least one the purpose "rated"')
    if design.clips not in (None, len(document.rated_clips)):
        raise ValueError(f"design.clips: the file lists {len(document.rated_clips)} rated clips; remove the key")
    if (design.trials_per_rater or 0) > document.max_trial_count:
        raise ValueError(
            f"design.trials_per_rater: there are only {document.max_trial_count} videos for a participant to rate; "
            "write fewer, or remove the key"
        )
    if design.ratings_per_cell:
        wanted = math.ceil(design.ratings_per_cell * document.slot_key_count / document.trial_count)
        if wanted != design.raters:
            raise ValueError(
                f"design.raters: {design.ratings_per_cell} ratings of each of {document.slot_key_count} cells take "
                f"{wanted} raters with {document.trial_count} trials; write "
                f"raters = {wanted}, or remove ratings_per_cell"
            )


def _check_contrasts(document: StudyTables) -> None:
    known = [condition.name for condition in document.conditions]
    for contrast, weights in document.analysis.contrasts.items():
        for name in weights:
            if name not in known:
                raise ValueError(
                    f"analysis.contrasts.{contrast}: there is no condition {name}; choose from {', '.join(known)}"
                )


def _check_practice_and_checks(document: StudyTables) -> None:
    for number, practice in enumerate(document.practice, start=1):
        _check_entry(document, practice, f"practice[{number}]")
    for number, each in enumerate(document.checks, start=1):
        _check_entry(document, each, f"checks[{number}]")

    for number, clip in enumerate(document.clips, start=1):
        if clip.purpose != "rated" and not document.conditions_showing(clip):
            raise ValueError(
                f"clips[{number}].purpose: no table [[{clip.purpose}]] shows it; add one, or leave the clip out"
            )


def _check_sounds(document: StudyTables) -> None:
    """Raise ValueError for a clip without sound if a condition has no finished videos."""
    if all(condition.has_videos for condition in document.conditions):
        return
    for number, clip in enumerate(document.clips, start=1):
        if not (clip.recording or clip.sound):
            raise ValueError(f"clips[{number}].recording: is missing (or `sound`, a file's name); add it")


def _check_forms(document: StudyTables) -> None:
    """Raise ValueError if two questions share a name, or the last form screens anybody out."""
    names: set[str] = set()
    for question in (*document.before, *document.after):
        if question.name in names:
            raise ValueError(f"two questions are named {question.name}; every name is a column of the export")
        names.add(question.name)
    for question in document.after:
        if question.screens:
            raise ValueError(
                f"after, question {question.name}: nobody is screened out after the ratings; remove the key"
            )


def _check_entry(document: StudyTables, entry: Practice | Check, where: str) -> None:
    _check_known(entry.condition, [each.name for each in document.conditions], f"{where}.condition")
    _check_known(entry.clip, [each.name for each in document.clips], f"{where}.clip")
    _check_known(entry.question, document.question_names, f"{where}.question")
    if entry.question and document.design.layout == "split-questions":
        raise ValueError(f"{where}.question: each participant is asked one question only; remove the key")
    _check_shown_once(document, entry, where)
    _check_answer_on_scale(document, entry, where)
    tested = {each.name for each in document.conditions if each.effective_role == "system"}
    if entry.expected and entry.condition in tested:
        raise ValueError(
            f"{where}.condition: {entry.condition} is under test, so it can't have an expected answer; "
            "take a condition whose role is reference or anchor"
        )


def _check_shown_once(document: StudyTables, entry: Practice | Check, where: str) -> None:
    """Raise ValueError if an entry would show a participant a rated clip in another condition than their own."""
    purpose = "practice" if isinstance(entry, Practice) else "checks"
    own_clips = {clip.name for clip in document.clips if clip.purpose == purpose}
    is_apart = entry.clip in own_clips if entry.clip else bool(own_clips)
    if not (document.shows_clips_once and entry.condition) or is_apart:
        return
    if not entry.clip and document.lists_show_every_condition:
        return
    key = 'conditions_per_rater = "one"' if document.design.conditions_per_rater == "one" else 'clip_showings = "once"'
    raise ValueError(
        f"{where}.condition: with {key}, nobody sees a rated clip in a second condition; show {entry.condition} by a "
        f'clip with purpose = "{purpose}", or remove the table'
    )


def _check_answer_on_scale(document: StudyTables, entry: Practice | Check, where: str) -> None:
    """Raise ValueError if the expected answer is none to a question that the entry is about: by default, to any."""
    passing = entry.passing_range if isinstance(entry, Check) else entry.expected
    if not passing:
        return
    asks_first = isinstance(entry, Check) and entry.kind == "instructed"
    names = document.question_names[:1] if asks_first else document.question_names
    for name in (entry.question,) if entry.question else names:
        low, high = document.scale_of(name)
        if not (low <= passing[0] and passing[1] <= high):
            of_question = f" of {name}" if document.design.scale != (low, high) else ""
            raise ValueError(
                f"{where}: {list(passing)} lies outside the scale {low} to {high}{of_question}; correct it"
            )


def _check_known(name: str | None, known: Sequence[str], where: str) -> None:
    if name is not None and name not in known:
        raise ValueError(f"{where}: there is no {name}; choose from {', '.join(known)}")


def _check_protocol(document: StudyTables) -> None:
    protocol = document.protocol
    if protocol.incomplete == "include" and default_texts.is_default("consent", protocol.consent):
        raise ValueError(
            "protocol.incomplete: the program's consent text promises that incomplete participations are not used; "
            "write protocol.consent yourself, or remove the key"
        )


def _check_markers(document: StudyTables) -> None:
    for number, condition in enumerate(document.conditions, start=1):
        if condition.still and factors.factor_level(document, condition, "deformer") == MARKER_DEFORMER:
            raise ValueError(
                f"conditions[{number}].still: a face at rest has no markers, which the deformer "
                f"{MARKER_DEFORMER} needs; choose another deformer, or leave the condition out"
            )


def check_translations(document: StudyTables) -> None:
    """Raise ValueError unless each translation covers all texts of the study and no others."""
    for language, translation in document.translations.items():
        where = f"translations.{language}"
        if language == document.study.language:
            raise ValueError(f"{where}: {language} is the study's own language; remove the table")
        _check_texts(document, translation, where)
        _check_count(translation.practice, [entry for entry in document.practice if entry.note], f"{where}.practice")
        _check_count(translation.checks, [entry for entry in document.checks if entry.text], f"{where}.checks")
        _check_names(translation.questions, document.question_names, f"{where}.questions")
        _check_form(translation.before, document.before, f"{where}.before")
        _check_form(translation.after, document.after, f"{where}.after")


def _check_texts(document: StudyTables, translation: Translation, where: str) -> None:
    for key in default_texts.TEXT_KEYS:
        is_custom = not default_texts.is_default(key, getattr(document.protocol, key))
        if is_custom and getattr(translation, key) is None:
            raise ValueError(f"{where}.{key} is missing; translate the study's own text")


def _check_form(translated: dict[str, FormQuestionTranslation], form: Sequence[FormQuestion], where: str) -> None:
    _check_names(translated, (question.name for question in form), where)
    for question in form:
        _check_count(translated[question.name].options, question.options, f"{where}.{question.name}.options")


def _check_count(translated: Sequence[str], originals: Sequence[object], where: str) -> None:
    if len(translated) != len(originals):
        raise ValueError(
            f"{where}: {len(translated)} texts where the study has {len(originals)}; translate each, in their order"
        )


def _check_names(translated: Iterable[str], expected: Iterable[str], where: str) -> None:
    given, names = set(translated), list(expected)
    for name in names:
        if name not in given:
            raise ValueError(f"{where}.{name} is missing; translate it")
    for name in sorted(given - set(names)):
        raise ValueError(f"{where}.{name}: the study has no such question; remove it")
