"""manage.py erase_participant: delete somebody's answers and ids, because they asked for it."""

from argparse import ArgumentParser
from typing import Any

from evalsite.command import SiteCommand
from evalsite.recruitment import erasure
from evalsite.recruitment.models import Recruit
from evalsite.studies import lifecycle
from evalsite.studies.models import Study
from face.errors import InputError


class Command(SiteCommand):
    help = "Delete a participant's answers, forms and ids; that somebody took part stays counted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", nargs="?", help="the study's name (with --person: default all)")
        parser.add_argument("code", nargs="?", help="the code that the participant's last page names")
        parser.add_argument("--person", help="the person's id on the platform, instead of a code")
        parser.add_argument("--platform", default=Recruit.Platform.PROLIFIC.value, choices=Recruit.Platform.values)

    def handle(self, *, study: str | None, code: str | None, **options: Any) -> None:
        named = lifecycle.find(study) if study else None
        if code and named and not options["person"]:
            found = erasure.with_code(named, code)
        elif options["person"] and not code:
            studies = [named] if named else list(Study.objects.all())
            found = erasure.of_person(options["person"], options["platform"], studies)
        else:
            raise InputError("name who: STUDY CODE, or --person ID")
        for participation in found:
            erasure.erase(participation)
            print(f"Erased {participation.code} of study {participation.study.slug}.{_hint(participation.study)}")


def _hint(study: Study) -> str:
    if study.state != Study.State.CLOSED:
        return ""
    return " Its results were computed with these answers; files that were handed out hold them still."
