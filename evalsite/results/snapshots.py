"""Computes a closed study's results, once: whoever asks first has them computed, everyone later reads the row.

No signal and no job does it at closing, so that a study closes even when its ratings can't be analysed, and closing
from the command line, the page or a test comes to the same.
"""

import json
from dataclasses import asdict

from analysis.plan import Plan
from analysis.ratings import from_rows
from evalsite.questionnaire.ratings import is_simulated, ratings_table
from evalsite.results.models import Snapshot
from evalsite.studies.models import Study
from face.errors import InputError


def of(study: Study) -> Snapshot:
    """Return the study's snapshot; the first call takes it.

    Raises
    ------
    InputError
        If the study is not closed, or nobody completed it.
    """
    if study.state != Study.State.CLOSED:
        raise InputError(
            f"study {study.slug} is {study.state}: results appear when it is closed (manage.py study close)"
        )
    return Snapshot.objects.filter(study=study).first() or take(study)


def take(study: Study) -> Snapshot:
    """Analyse the study's ratings by its plan and keep the results.

    The analysis holds no lock: two who ask at once compute the same, and the first row stays.
    """
    from analysis.results import analyse  # noqa: PLC0415 - scipy takes half a second that no other page need pay

    rows = ratings_table(study)
    if not rows:
        raise InputError(f"nobody completed study {study.slug}, so there is nothing to analyse")
    ratings = from_rows(rows)
    results = analyse(ratings, plan_of(study), simulated=is_simulated(study))
    row = {"results": json.loads(json.dumps(asdict(results), allow_nan=False)), "ratings_sha256": ratings.digest}
    return Snapshot.objects.get_or_create(study=study, defaults=row)[0]


def plan_of(study: Study) -> Plan:
    """Return the three tables of the study's document that the analysis owns."""
    document = study.read()
    return Plan(design=document.design, payment=document.payment, analysis=document.analysis)
