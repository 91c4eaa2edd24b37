"""manage.py erase_participant: delete a person's answers and platform ids at their request."""

from argparse import ArgumentParser
from typing import Any

from evalsite.command import SiteCommand
from evalsite.recruitment import erasure
from evalsite.recruitment.models import Recruit
from evalsite.studies import lifecycle
from evalsite.studies.models import Study
from face.errors import InputError


class Command(SiteCommand):
    help = "Delete a participant's ratings, form answers and platform ids; that somebody took part stays counted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", nargs="?", help="name of the study (with --person the default is all)")
        parser.add_argument("code", nargs="?", help="the code on the participant's last page")
        parser.add_argument("--person", help="the person's id on the platform, instead of a code")
        parser.add_argument(
            "--platform",
            default=Recruit.Platform.PROLIFIC.value,
            choices=Recruit.Platform.values,
            help="the platform of --person",
        )

    def handle(self, *, study: str | None, code: str | None, **options: Any) -> None:
        named_study = lifecycle.get_study(study) if study else None
        if code and named_study and not options["person"]:
            participations = erasure.participations_with_code(named_study, code)
        elif options["person"] and not code:
            studies = [named_study] if named_study else list(Study.objects.all())
            participations = erasure.participations_of_person(options["person"], options["platform"], studies)
        else:
            raise InputError("name the participant: STUDY CODE, or --person ID")
        for participation in participations:
            erasure.erase(participation)
            study_name = participation.study.slug
            print(f"Erased {participation.code} of study {study_name}.{_results_note(participation.study)}")


def _results_note(study: Study) -> str:
    if study.state != Study.State.CLOSED:
        return ""
    return " The results were computed with these answers, and files already downloaded still contain them."
