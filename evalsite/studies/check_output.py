"""What `manage.py study check` and `study create` print of the findings, for people to read and to paste."""

from collections.abc import Sequence
from pathlib import Path

from evalsite.studies.document.document import StudyDocument
from evalsite.studies.media.findings import Findings
from evalsite.studies.media.notes import difference_groups
from evalsite.studies.media.stored_findings import StoredFindings
from evalsite.studies.models import Study


def check_text(path: Path, document: StudyDocument, findings: Findings, sheet: Path | None = None) -> str:
    """Return all that was found in a study file: errors, notes, differences, and how to acknowledge these.

    `sheet` is the picture of all conditions, if one was written.
    """
    counts = f"{document.presentation_count} videos per participant, {document.quota} ratings of each"
    if findings.errors:
        verdict = f"{len(findings.errors)} error{'s' * (len(findings.errors) > 1)}"
    elif findings.differences:
        verdict = f"it can be created, but not opened before these differences are acknowledged; {counts}"
    else:
        verdict = f"no problems found; {counts}"
    parts = [f"{path}: {verdict}.", *section("Errors, to be corrected first:", findings.errors)]
    picture = ["", f"How each condition looks: {sheet}"] if sheet else []
    lines = [*parts, *section("Notes:", findings.notes), *picture, *differences_lines(path, document, findings)]
    return "\n".join(lines)


def created_lines(study: Study, path: Path) -> list[str]:
    """Return what a person should know of a study that was created: its notes, and the differences left."""
    found = StoredFindings.model_validate(study.findings)
    left = [each.sentence for each in found.open_differences]
    advice = f"{study.slug} can't open before these differences are corrected or acknowledged (study check {path}):"
    return [*section("Notes:", found.notes), *section(advice, left)]


def differences_lines(path: Path, document: StudyDocument, findings: Findings) -> list[str]:
    """Return the differences that are not acknowledged, and the table that acknowledges them."""
    if not findings.differences:
        return []
    replaces = "in place of its table [acknowledged]" if document.acknowledged else "at its end"
    return [
        *section(
            "Differences that participants could notice, to be corrected or acknowledged:",
            [group.sentence for group in difference_groups(findings.differences, document.cells)],
        ),
        "",
        f"To acknowledge all of them, put this into {path}, {replaces}:",
        "",
        findings.acknowledgement_text(),
    ]


def section(title: str, sentences: Sequence[str]) -> list[str]:
    """Return a title with a line for each sentence below it, or nothing if there is none."""
    return ["", title, *(f"  - {sentence}" for sentence in sentences)] if sentences else []
