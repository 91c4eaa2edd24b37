"""Run on a site's database: an open study of short clips, and people who stand before their first video.

`python -m tests.load.prepare PEOPLE` prints every participation's token, as JSON.
"""

import json
import sys

import django

django.setup()

from evalsite.questionnaire import tokens, workflow  # noqa: E402
from evalsite.stimuli.models import Condition, ImportedVideo, Stimulus  # noqa: E402
from evalsite.studies import lifecycle  # noqa: E402
from evalsite.studies.document import document  # noqa: E402
from evalsite.studies.models import Study, StudyStimulus  # noqa: E402

SECONDS = 1.0
CONDITIONS = ("one", "other")
CLIPS = 10


def study():
    """Return an open study whose videos exist in name only: their bytes go another way than the answers."""
    read = document.load_document(tables())
    study_row = Study.objects.create(slug="load", title="Load", document=read.model_dump(mode="json"))
    video = ImportedVideo.objects.create(digest="0" * 64, measurement=MEASURED)
    for name in CONDITIONS:
        condition = Condition.objects.create(name=name, imported=True)
        for clip in read.clips:
            key = f"{name}-{clip.name}"
            stimulus = Stimulus.objects.create(
                key=key,
                condition=condition,
                imported_video=video,
                settings={},
                video="0" * 64,
                seconds=SECONDS,
                clip=clip.name,
            )
            StudyStimulus.objects.create(study=study_row, condition=name, clip=clip.name, stimulus=stimulus)
    return study_row


MEASURED = {
    "codec": "h264",
    "pixels": "yuv420p",
    "size": [640, 480],
    "fps": 25,
    "frames": 25,
    "seconds": SECONDS,
    "bars": [0, 0],
    "sound": {"codec": "aac", "seconds": SECONDS, "loudness": -23, "peak": -3, "print": "AAECAwQFBgcICQoLDA0ODw=="},
}


def tables():
    """Return the study file."""
    return {
        "study": {"name": "load", "title": "Load"},
        "conditions": [{"name": name, "videos": name} for name in CONDITIONS],
        "clips": [{"name": f"clip-{number}"} for number in range(CLIPS)],
        "protocol": {"practice": 0},
        "design": {"raters": 500},
    }


def people(study, count):
    """Let people arrive, consent and start; return their tokens."""
    result = []
    for _ in range(count):
        one = workflow.create_participation(study)
        token = tokens.participation_token(one.pk)
        for step in (workflow.record_consent, workflow.start_trials):
            with workflow.locked_participation(token) as locked:
                step(locked)
        result.append(token)
    return result


if __name__ == "__main__":
    sys.stdout.write(json.dumps(people(lifecycle.open(study()), int(sys.argv[1]))))
