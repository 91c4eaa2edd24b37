"""manage.py study: from a preset to an open study."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from evalsite.command import SiteCommand, integer_in_range, site_url
from evalsite.jobs.models import Job
from evalsite.jobs.progress import wait_until_finished
from evalsite.stimuli.models import Checkpoint
from evalsite.stimuli.train_test_leakage import held_out_recordings
from evalsite.studies import changing, lifecycle, presets
from evalsite.studies.file import document, labels
from evalsite.studies.media import own_videos
from evalsite.studies.models import Study
from face.errors import InputError

MOVES: Final = {
    "pilot": ("let some participants in for a trial run", "{slug} is in its pilot. Participants enter at {link}"),
    "open": (
        "let participants in; only texts can be changed afterwards",
        "{slug} is open. Participants enter at {link}",
    ),
    "pause": ("let nobody in for a while; whoever began may finish", "{slug} is paused."),
    "resume": ("let participants in again", "{slug} is open. Participants enter at {link}"),
    "close": ("let nobody in any more; results may be looked at", "{slug} is closed."),
}
"""What each move does, and what is said when it is done."""


class Command(SiteCommand):
    help = "Write, check, create and change studies, and move them: draft, pilot, open, paused, closed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        new = actions.add_parser("new", help="write a study file from a preset")
        new.add_argument("name")
        new.add_argument("--preset", default="default", choices=presets.names())
        new.add_argument(
            "--recordings", nargs="+", help="names of recordings (default: measured ones no network was trained on)"
        )
        new.add_argument("--videos", type=Path, metavar="DIR", help="own videos, DIR/CONDITION/CLIP.mp4")
        new.add_argument("--reference", default="", help="with --videos: what all others are compared with")
        new.add_argument(
            "--clips", type=integer_in_range(1, 10_000), help="how many recordings to take (default: the preset's)"
        )
        for action, help_text in {
            "check": "say what is wrong with a study file",
            "create": "make a draft from a study file and have its videos made",
        }.items():
            each = actions.add_parser(action, help=help_text)
            each.add_argument("file", type=Path)
            if action == "create":
                each.add_argument("--wait", action="store_true", help="show progress until the videos are ready")
        change = actions.add_parser("change", help="read a study's file again; a live study's texts may change")
        change.add_argument("file", type=Path)
        change.add_argument("--note", default="", help="why; needed once participants were let in")
        for action, (help_text, _) in MOVES.items():
            actions.add_parser(action, help=help_text).add_argument("study")
        actions.add_parser("list", help="show all studies")
        actions.add_parser("schema", help="print the JSON schema of a study file")

    def handle(self, *, action: str, **options: Any) -> None:
        print(_moved(action, options["study"]) if action in MOVES else getattr(self, f"_{action}")(options))

    def _new(self, options: dict[str, Any]) -> str:
        try:
            labels.slug(options["name"])
        except ValueError as error:
            raise InputError(str(error)) from None
        path = Path(f"{options['name']}.toml")
        text = _from_videos(options) if options["videos"] else _from_recordings(options)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise InputError(f"{path} can't be written ({error.strerror}); choose another name") from None
        return f"Wrote {path} with {text.count('[[clips]]')} clips. Next: manage.py study check {path}"

    def _check(self, options: dict[str, Any]) -> str:
        found = document.read(options["file"])
        unfair = lifecycle.check(found, options["file"].parent)
        told = [f"{options['file']} is right: {found.showings} videos per participant, {found.quota} ratings of each."]
        if unfair:
            told += ["Before it can open, mend these differences, or acknowledge them:"]
            told += [f'  {each.sentence}: [acknowledged] {each.kind} = ["{each.where}"]' for each in unfair]
        return "\n".join(told)

    def _create(self, options: dict[str, Any]) -> str:
        found = document.read(options["file"])
        text, folder = options["file"].read_text(encoding="utf-8-sig"), options["file"].parent
        study = lifecycle.create(found, source=text, folder=folder)
        if options["wait"] and (code := wait_until_finished(Job.objects.filter(batch=study.slug))):
            raise SystemExit(code)
        missing = study.stimuli.filter(stimulus__video="").count()
        making = f"{missing} of them are being made (manage.py jobs --follow). " if missing else ""
        return f"Made {study.slug} with {study.stimuli.count()} videos. {making}Next: manage.py study open {study.slug}"

    def _change(self, options: dict[str, Any]) -> str:
        path = options["file"]
        found, text = document.read(path), path.read_text(encoding="utf-8-sig")
        study = lifecycle.find(found.study.name)
        study = changing.change(study, found, text, note=options["note"], folder=path.parent)
        return f"{study.slug} is changed{'' if study.state == Study.State.DRAFT else f': version {study.version}'}."

    def _schema(self, _options: dict[str, Any]) -> str:
        return json.dumps(document.StudyDocument.model_json_schema(), indent=1, ensure_ascii=False)

    def _list(self, _options: dict[str, Any]) -> str:
        rows = Study.objects.order_by("-created").values_list("slug", "state", "title")
        return "\n".join(f"{slug:30} {state:8} {title}" for slug, state, title in rows) or "There are no studies yet."


def _moved(action: str, slug: str) -> str:
    study = getattr(lifecycle, action)(lifecycle.find(slug))
    return MOVES[action][1].format(slug=study.slug, link=f"{site_url()}/s/{study.slug}/")


def _from_videos(options: dict[str, Any]) -> str:
    preset = presets.text(options["preset"])
    return own_videos.study_file(preset, name=options["name"], folder=options["videos"], reference=options["reference"])


def _from_recordings(options: dict[str, Any]) -> str:
    chosen = options["recordings"] or _with_motion(options["clips"] or presets.clips(options["preset"]))
    return presets.fill(options["preset"], name=options["name"], recordings=chosen)


def _with_motion(count: int) -> list[str]:
    names = [recording.name for recording in held_out_recordings(Checkpoint.objects.all())]
    if not names:
        raise InputError("no recording with measured motion is new to all checkpoints; name some with --recordings")
    return names[:count]
