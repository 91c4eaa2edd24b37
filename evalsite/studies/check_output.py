"""What `manage.py study check` and `study create` print of the findings, for people to read and to paste."""

from collections.abc import Sequence
from pathlib import Path

from evalsite.studies.document.document import StudyDocument
from evalsite.studies.media.findings import Findings
from evalsite.studies.media.notes import grouped_differences


def check_text(path: Path, document: StudyDocument, findings: Findings) -> str:
    """Return all that was found in a study file: errors, notes, differences, and how to acknowledge these."""
    counts = f"{document.presentation_count} videos per participant, {document.quota} ratings of each"
    if findings.errors:
        verdict = f"{len(findings.errors)} error{'s' * (len(findings.errors) > 1)}"
    elif findings.differences:
        verdict = f"it can be created, but not opened before these differences are acknowledged; {counts}"
    else:
        verdict = f"no problems found; {counts}"
    parts = [f"{path}: {verdict}.", *section("Errors, to be corrected first:", findings.errors)]
    return "\n".join([*parts, *_notes(findings), *differences_lines(path, document, findings)])


def _notes(findings: Findings) -> list[str]:
    return section("Notes:", findings.notes)


def differences_lines(path: Path, document: StudyDocument, findings: Findings) -> list[str]:
    """Return the differences that are not acknowledged, and the table that acknowledges them."""
    if not findings.differences:
        return []
    replaces = "in place of its table [acknowledged]" if document.acknowledged else "at its end"
    return [
        *section(
            "Differences that participants could notice, to be corrected or acknowledged:",
            grouped_differences(findings.differences, document.cells),
        ),
        "",
        f"To acknowledge all of them, put this into {path}, {replaces}:",
        "",
        findings.acknowledgement_text(),
    ]


def section(title: str, sentences: Sequence[str]) -> list[str]:
    """Return a title with a line for each sentence below it, or nothing if there is none."""
    return ["", title, *(f"  - {sentence}" for sentence in sentences)] if sentences else []
