"""A study on Prolific, and a visitor from Prolific."""

from django.test import Client

from evalsite.studies.models import Study
from tests.evalsite.questionnaire.visitor import Visitor, open_study

PERSON, STUDY_ID, SESSION_ID = "5f1e0c9a7b3d2e4f6a8b9c0d", "60d5ecb8f1a2b3c4d5e6f708", "61a0b1c2d3e4f5061728394a"
PROLIFIC_QUERY = {"PROLIFIC_PID": PERSON, "STUDY_ID": STUDY_ID, "SESSION_ID": SESSION_ID}
COMPLETION_URL = "https://app.prolific.com/submissions/complete?cc=C1A2B3C4"


def open_prolific_study(**more) -> Study:
    return open_study(recruitment={"prolific": {"completion_code": "C1A2B3C4"}, **more})


def prolific_visitor() -> Visitor:
    return Visitor(Study.objects.get(), url=Client().get("/s/faces/", PROLIFIC_QUERY)["Location"])
