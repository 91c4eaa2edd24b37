"""Train/test leakage: recordings that a network was trained on would flatter it in a study."""

from collections.abc import Iterable

from evalsite.stimuli.models import Checkpoint, Recording


def was_trained_on(checkpoint: Checkpoint, recording: Recording) -> bool:
    """Return whether the recording is among the training or validation turns of the checkpoint."""
    corpus, card = recording.corpus, checkpoint.card
    return (
        corpus is not None and corpus.digest == card.get("corpus_sha256") and recording.turn not in card["test_turns"]
    )


def held_out_recordings(checkpoints: Iterable[Checkpoint]) -> list[Recording]:
    """Return the recordings with measured motion that no checkpoint was trained on, by name."""
    checkpoints = list(checkpoints)
    recordings = Recording.objects.exclude(motion="").select_related("corpus").order_by("name")
    return [
        recording
        for recording in recordings
        if not any(was_trained_on(checkpoint, recording) for checkpoint in checkpoints)
    ]
