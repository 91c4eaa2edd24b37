"""Everything that a person should know of a study's videos before it opens: errors, differences and notes."""

from dataclasses import dataclass
from pathlib import Path

from evalsite.studies import terms
from evalsite.studies.document.differences import Acknowledged, Difference
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.text_notes import default_text_notes
from evalsite.studies.duration import duration_from_videos
from evalsite.studies.media import acknowledgements, notes, source_media
from evalsite.studies.media.errors import ErrorList
from evalsite.studies.media.source_media import SourceMedia
from face.progress import ProgressCallback, no_progress


@dataclass(frozen=True)
class Findings:
    """What was found in a study file's sources.

    Attributes
    ----------
    errors
        What must be corrected before the study can be created, one sentence each.
    differences
        What participants could notice and the study file does not acknowledge.
    acknowledgement
        What acknowledges everything that differs, with what the file acknowledges already.
    notes
        What is made equal, and what was assumed or repaired.
    """

    errors: tuple[str, ...]
    differences: tuple[Difference, ...]
    acknowledgement: Acknowledged
    notes: tuple[str, ...]

    def raise_errors(self) -> None:
        """Raise InputError with the first error, which says how many more there are, if there is any."""
        errors = ErrorList()
        errors.sentences += self.errors
        errors.raise_first()

    def acknowledgement_text(self) -> str:
        """Return the table to paste into the study file in place of the one there, or an empty text."""
        return "\n".join(acknowledgements.acknowledgement_lines(self.acknowledgement)) if self.differences else ""


def survey(
    document: StudyDocument, folder: Path = Path(), progress: ProgressCallback = no_progress
) -> tuple[SourceMedia, Findings]:
    """Look up all sources that a study file names and return them with what was found; `folder` is the file's."""
    errors = ErrorList()
    media = source_media.survey_source_media(document, folder, errors, progress)
    return media, findings_of_media(media, errors)


def findings_of_media(media: SourceMedia, errors: ErrorList) -> Findings:
    """Return what was found in a study's sources; a missing one hides only its own differences."""
    differences: list[Difference] = []
    made_equal: list[str] = []
    with errors.collect():
        differences = media.differences()
        made_equal = notes.plan_notes(media.sources, media.plan)
    acknowledged = media.document.acknowledged
    if not errors.sentences:
        # A source that can't be read has no differences, but that makes no acknowledgement wrong.
        for sentence in acknowledgements.unknown_acknowledgements(differences, acknowledged):
            errors.add(sentence)
    return Findings(
        errors=tuple(errors.sentences),
        differences=tuple(acknowledgements.unacknowledged(differences, acknowledged)),
        acknowledgement=acknowledgements.acknowledgement(differences, media.document.cells),
        notes=(
            *made_equal,
            *notes.grouped_notes(media.notes, media.document.cells),
            *default_text_notes(media.document),
            *_notes_on_terms(media),
        ),
    )


def _notes_on_terms(media: SourceMedia) -> list[str]:
    """Return what participants are told and paid, and what of it is far off; nothing if no video's length is known."""
    seconds = {clip: media.plan.seconds(clip) for clip in media.plan.frames}
    if not seconds:
        return []
    found = terms.document_terms(media.document, duration_from_videos(media.document, seconds))
    return [found.sentence, *terms.term_notes(media.document, found)]
