"""The record of a playback has `events` instead of `beats`; its periodic event is called "progress"."""

from django.db import migrations


def rename_in_playback(apps, old_key, new_key, old_event, new_event):
    """Rename the key of the list and the name of its periodic event in the record of every trial."""
    trials = apps.get_model("questionnaire", "Trial").objects.exclude(playback=None).only("playback")
    batch = []
    for trial in trials.iterator(chunk_size=500):
        if old_key not in trial.playback:
            continue
        events = trial.playback.pop(old_key)
        trial.playback[new_key] = [
            [media, clock, new_event if event == old_event else event] for media, clock, event in events
        ]
        batch.append(trial)
        if len(batch) == 500:
            trials.model.objects.bulk_update(batch, ["playback"])
            batch.clear()
    trials.model.objects.bulk_update(batch, ["playback"])


def to_events(apps, schema_editor):
    rename_in_playback(apps, "beats", "events", "beat", "progress")


def to_beats(apps, schema_editor):
    rename_in_playback(apps, "events", "beats", "progress", "beat")


class Migration(migrations.Migration):
    dependencies = [("questionnaire", "0005_field_names")]

    operations = [migrations.RunPython(to_events, to_beats)]
