"""What a study is made from: the recordings and checkpoints that its file names."""

from evalsite.stimuli import catalog
from evalsite.stimuli.models import Checkpoint, Condition, Recording
from evalsite.studies.tables import ClipTable, ConditionTable
from face.errors import InputError


def recording_of(clip: ClipTable) -> Recording:
    """Return the recording that a clip names, or raise InputError."""
    try:
        return Recording.objects.get(name=clip.recording)
    except Recording.DoesNotExist:
        known = ", ".join(Recording.objects.order_by("name").values_list("name", flat=True)[:5]) or "none yet"
        raise InputError(f"clip {clip.name}: there is no recording {clip.recording!r}; there are: {known}") from None


def condition_of(condition: ConditionTable) -> Condition:
    """Return the condition as the stimuli know it, or raise InputError if there is no such checkpoint."""
    if condition.original:
        return Condition.objects.get_or_create(name=catalog.ORIGINAL, checkpoint=None)[0]
    try:
        checkpoint = Checkpoint.objects.get(name=condition.checkpoint)
    except Checkpoint.DoesNotExist:
        known = ", ".join(Checkpoint.objects.order_by("name").values_list("name", flat=True)) or "none yet"
        raise InputError(
            f"condition {condition.name}: there is no checkpoint {condition.checkpoint!r}; there are: {known}"
        ) from None
    return Condition.objects.get_or_create(name=checkpoint.name, defaults={"checkpoint": checkpoint})[0]
