"""Studies of any size in the database, without videos: what allocation looks at."""

from evalsite.stimuli.models import Condition, Recording, Stimulus
from evalsite.studies.document import document
from evalsite.studies.models import Study, StudyStimulus


def create_crossed_study(
    conditions: int = 5, clips: int = 10, *, state: str = "open", slug: str = "crossed", extra: tuple = (), **tables
) -> Study:
    """Return a study of `conditions` × `clips`; `extra` are more clips, `tables` tables of its document."""
    written = {
        "study": {"name": slug, "title": "Crossed"},
        "conditions": [{"name": "c0", "original": True}]
        + [{"name": f"c{number}", "checkpoint": "any"} for number in range(1, conditions)],
        "clips": [{"name": f"k{number}", "recording": f"corpus/{number}"} for number in range(clips)] + list(extra),
    } | tables
    result = document.load_document(written)
    study = Study.objects.create(slug=slug, title="Crossed", document=result.model_dump(mode="json"), state=state)
    way, _ = Condition.objects.get_or_create(name="any")
    spoken, _ = Recording.objects.get_or_create(name="any", defaults={"seconds": 1.0})
    fields = {"condition": way, "recording": spoken, "settings": {}, "video": "v" * 64, "seconds": 1.0}
    shown, _ = Stimulus.objects.get_or_create(key="any", defaults=fields)
    StudyStimulus.objects.bulk_create(
        StudyStimulus(study=study, condition=condition, clip=clip.name, stimulus=shown, purpose=clip.purpose)
        for clip in result.clips
        for condition in result.conditions_showing(clip)
    )
    return study
