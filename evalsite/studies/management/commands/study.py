"""manage.py study: from a preset to an open study."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from evalsite.command import SiteCommand, integer_in_range, site_url
from evalsite.jobs.command_output import wait_until_finished
from evalsite.jobs.models import Job
from evalsite.stimuli.catalog import held_out_recordings
from evalsite.stimuli.models import Checkpoint
from evalsite.studies import editing, lifecycle, preregistration, presets, terms
from evalsite.studies.check_output import check_text, created_lines, section
from evalsite.studies.document import texts
from evalsite.studies.document.document import StudyDocument, read_study_file, study_file_errors
from evalsite.studies.media import findings, video_folder
from evalsite.studies.media.picture_format import picture_format_of
from evalsite.studies.media.stored_findings import previewed_videos, sheet_of_conditions
from evalsite.studies.media.video_folder import FolderOptions, NewStudyFile
from evalsite.studies.models import Study
from face.errors import InputError
from face.progress import progress_bar, subrange

EXIT_WRONG_INPUT: Final = 2

TRANSITIONS: Final = {
    "pilot": ("admit participants to a pilot", "{slug} is in its pilot. Participants enter at {link}"),
    "open": (
        "admit participants; from then on only texts can be changed",
        "{slug} is open. Participants enter at {link}",
    ),
    "pause": ("admit nobody for a while; participants may finish", "{slug} is paused."),
    "resume": ("admit participants again", "{slug} is open. Participants enter at {link}"),
    "close": ("admit nobody any more and show the results", "{slug} is closed."),
}
"""The help text of each state transition, and the message printed after it."""


class Command(SiteCommand):
    help = "Write, check, create and change studies, and move them through their states: draft, pilot, open, closed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        new = actions.add_parser("new", help="write a study file from a preset")
        new.add_argument("name", help="name of the study; the file is NAME.toml")
        new.add_argument(
            "--preset", default="default", choices=presets.preset_names(), help="the study file to start from (default)"
        )
        new.add_argument(
            "--recordings",
            nargs="+",
            help="names of recordings (default: recordings with measured motion that no network was trained on)",
        )
        new.add_argument("--videos", type=Path, metavar="DIR", help="your own videos, DIR/CONDITION/CLIP.mp4")
        new.add_argument("--reference", default="", help="with --videos: the condition that all others are compared to")
        new.add_argument(
            "--fit",
            metavar="SIZE",
            help="with --videos: the size of all, that of the `smallest` or `largest` video, or such as 640x480 "
            "(default: the smallest that has 480 pixels on its shorter side, else the largest)",
        )
        new.add_argument(
            "--crop",
            action="store_true",
            help="with --videos: cut off what another aspect ratio has too much (default: black bars)",
        )
        new.add_argument(
            "--clips", type=integer_in_range(1, 10_000), help="number of recordings (default: the preset's)"
        )
        check = actions.add_parser("check", help="check a study file")
        create = actions.add_parser("create", help="create a draft from a study file and request its videos")
        create.add_argument("--wait", action="store_true", help="show progress until the videos are ready")
        change = actions.add_parser("change", help="update a study from its file; of an open study only texts")
        for subparser in (check, create, change):
            subparser.add_argument("file", type=Path, help="the study file")
        change.add_argument("--note", default="", help="reason for the change; required after the pilot has begun")
        for action, (help_text, _) in TRANSITIONS.items():
            actions.add_parser(action, help=help_text).add_argument("study", help="name of the study")
        register = actions.add_parser(
            "preregister", help="write the pre-registration of a study file, or seal that of a study before it opens"
        )
        register.add_argument("study", help="a study file, or the name of a study")
        register.add_argument("--out", type=Path, help="the file (default: printed)")
        actions.add_parser("list", help="list all studies")
        actions.add_parser("schema", help="print the JSON schema of a study file")

    def handle(self, *, action: str, **options: Any) -> None:
        is_transition = action in TRANSITIONS
        print(_change_state(action, options["study"]) if is_transition else getattr(self, f"_{action}")(options))

    def _new(self, options: dict[str, Any]) -> str:
        try:
            texts.check_slug(options["name"])
        except ValueError as error:
            raise InputError(str(error)) from None
        path = Path(f"{options['name']}.toml")
        new = _from_videos(options) if options["videos"] else NewStudyFile(_text_from_recordings(options))
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(new.text)
        except OSError as error:
            raise InputError(f"{path} can't be written ({error.strerror}); choose another name") from None
        sheet = _write_sheet(path, new.sheet)
        picture = f" How each condition looks: {sheet}." if sheet else ""
        shown = f" {new.shown[0].upper()}{new.shown[1:]}.{picture}" if new.shown else ""
        return f"Wrote {path} with {new.text.count('[[clips]]')} clips.{shown} Next: manage.py study check {path}"

    def _check(self, options: dict[str, Any]) -> str:
        path = options["file"]
        if wrong := study_file_errors(path):
            print("\n".join(wrong), file=sys.stderr)
            raise SystemExit(EXIT_WRONG_INPUT)
        document = read_study_file(path)
        with progress_bar("Checking") as progress:
            media, found = findings.survey(document, path.parent, subrange(progress, 0, 0.9))
            shown = picture_format_of(media.document)
            sheet = None if found.errors else _write_sheet(path, sheet_of_conditions(previewed_videos(media), shown))
            progress(1, "done")
        text = check_text(path, document, found, sheet)
        if existing := Study.objects.filter(slug=document.study.name).first():
            text += f"\n\nThere is a study {existing.slug} already ({existing.state}): manage.py study change {path}"
        if found.errors:
            print(text, file=sys.stderr)
            raise SystemExit(EXIT_WRONG_INPUT)
        return text

    def _create(self, options: dict[str, Any]) -> str:
        path = options["file"]
        document, text = read_study_file(path), path.read_text(encoding="utf-8-sig")
        with progress_bar("Creating") as progress:
            study = lifecycle.create(document, source=text, folder=path.parent, progress=progress)
        if lines := created_lines(study, path):
            print("\n".join(lines), flush=True)
        if options["wait"] and (code := wait_until_finished(Job.objects.filter(batch=study.slug))):
            raise SystemExit(code)
        pending = study.stimuli.filter(stimulus__video="").count()
        note = f"{pending} of them are still being made (manage.py jobs --follow). " if pending else ""
        return (
            f"Created {study.slug} with {study.stimuli.count()} videos. {note}Next: manage.py study open {study.slug}"
        )

    def _change(self, options: dict[str, Any]) -> str:
        path = options["file"]
        document, text = read_study_file(path), path.read_text(encoding="utf-8-sig")
        study = lifecycle.get_study(document.study.name)
        with progress_bar("Changing") as progress:
            study = editing.edit(study, document, text, note=options["note"], folder=path.parent, progress=progress)
        if study.state == Study.State.DRAFT and (lines := created_lines(study, path)):
            print("\n".join(lines))
        return f"Changed {study.slug}{'' if study.state == Study.State.DRAFT else f': version {study.version}'}."

    def _preregister(self, options: dict[str, Any]) -> str:
        path, out = Path(options["study"]), options["out"]
        if path.suffix == ".toml":
            document = preregistration.document_preregistration(read_study_file(path))
        else:
            study = lifecycle.get_study(options["study"])
            sealed = preregistration.latest(study) if study.opened else None
            document = (sealed or preregistration.seal(study)).document
        if out is None:
            return document
        try:
            with out.open("x", encoding="utf-8", newline="\n") as file:
                file.write(document)
        except OSError as error:
            raise InputError(f"{out} can't be written ({error.strerror}); give another file with --out") from None
        return f"Wrote {out}"

    def _schema(self, _options: dict[str, Any]) -> str:
        return json.dumps(StudyDocument.model_json_schema(), indent=1, ensure_ascii=False)

    def _list(self, _options: dict[str, Any]) -> str:
        rows = Study.objects.order_by("-created").values_list("slug", "state", "title")
        return "\n".join(f"{slug:30} {state:8} {title}" for slug, state, title in rows) or "There are no studies yet."


def _write_sheet(study_file: Path, sheet: bytes | None) -> Path | None:
    """Write the picture of all conditions beside the study file; return its path if there is one."""
    path = study_file.with_suffix(".png")
    if sheet is None:
        return None
    try:
        path.write_bytes(sheet)
    except OSError:
        return None  # A folder that can't be written is no reason to check nothing.
    return path


def _change_state(action: str, slug: str) -> str:
    study = getattr(lifecycle, action)(lifecycle.get_study(slug))
    message = TRANSITIONS[action][1].format(slug=study.slug, link=f"{site_url()}/s/{study.slug}/")
    if action not in ("pilot", "open"):
        return message
    sentence, notes = terms.study_terms(study).sentence, terms.study_term_notes(study)
    return "\n".join([message, f"{sentence[0].upper()}{sentence[1:]}.", *section("Notes:", notes)])


def _from_videos(options: dict[str, Any]) -> NewStudyFile:
    preset = presets.preset_text(options["preset"])
    chosen = FolderOptions(options["reference"], options["fit"], options["crop"])
    with progress_bar("Measuring") as progress:
        return video_folder.study_file_from_videos(
            preset, name=options["name"], folder=options["videos"], options=chosen, progress=progress
        )


def _text_from_recordings(options: dict[str, Any]) -> str:
    recordings = options["recordings"] or _held_out_names(options["clips"], preset=options["preset"])
    return presets.fill_preset(options["preset"], name=options["name"], recordings=recordings)


def _held_out_names(count: int | None, *, preset: str) -> list[str]:
    names = [recording.name for recording in held_out_recordings(Checkpoint.objects.all())]
    if not names:
        raise InputError(
            "no recording with measured motion is held out from the training of all checkpoints; "
            "name some with --recordings"
        )
    return names[: count or presets.default_clip_count(preset)]
