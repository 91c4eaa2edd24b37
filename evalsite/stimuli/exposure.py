"""Which recordings a network was trained on: shown in a study, they would flatter it."""

from collections.abc import Iterable

from evalsite.stimuli.models import Checkpoint, Recording


def trained_on(checkpoint: Checkpoint, recording: Recording) -> bool:
    """Return whether the recording is a turn that the checkpoint was trained or chosen on."""
    corpus, card = recording.corpus, checkpoint.card
    return (
        corpus is not None and corpus.digest == card.get("corpus_sha256") and recording.turn not in card["test_turns"]
    )


def untouched(checkpoints: Iterable[Checkpoint]) -> list[Recording]:
    """Return the recordings with measured motion that none of the checkpoints was trained on, by name."""
    known = list(checkpoints)
    recordings = Recording.objects.exclude(motion="").select_related("corpus").order_by("name")
    return [recording for recording in recordings if not any(trained_on(each, recording) for each in known)]
