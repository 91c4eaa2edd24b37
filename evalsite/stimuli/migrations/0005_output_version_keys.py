"""Rows of release 0.1.0 keep their meaning: stimuli keep their videos, jobs keep their work.

Stimulus keys and animation specs held digests of the packages' source files. They now hold output versions, and all
that was made so far is version 1. Run it while no worker runs.
"""

import hashlib
import json

from django.db import migrations
from django.db.models.functions import Now

VERSIONS = {"face": 1, "synthesis": 1, "renderer": 1}


def rename_synthetic_corpora(apps, schema_editor):
    """Rename the corpus kind "planted" to "synthetic", and the job kind "plant" to "synthetic_corpus"."""
    apps.get_model("stimuli", "Corpus").objects.filter(kind="planted").update(kind="synthetic")
    for checkpoint in apps.get_model("stimuli", "Checkpoint").objects.filter(card__corpus_kind="planted"):
        checkpoint.card["corpus_kind"] = "synthetic"
        checkpoint.save(update_fields=["card"])
    for job in apps.get_model("jobs", "Job").objects.filter(kind="plant"):
        job.kind, job.title = "synthetic_corpus", f"generate corpus {job.spec['name']}"
        job.save(update_fields=["kind", "title"])


def rewrite_keys(apps, schema_editor):
    """Give every stimulus its new key. Of two with the same inputs, the newer ready one gets it."""
    sources = _motion_sources(apps)
    stimuli = apps.get_model("stimuli", "Stimulus").objects.select_related(
        "recording", "condition__checkpoint", "imported_video"
    )
    taken = set()
    for stimulus in sorted(stimuli, key=lambda each: (bool(each.video), each.created, each.pk), reverse=True):
        key = _key(stimulus, sources)
        # A stimulus made by an older version of the code keeps its old key: nobody asks for it, but studies show it.
        if key not in taken:
            taken.add(key)
            stimulus.key = key
            stimulus.save(update_fields=["key"])


def rewrite_animation_specs(apps, schema_editor):
    """Give animation jobs their new specs, so that the same motion is neither made nor enqueued again."""
    jobs = apps.get_model("jobs", "Job").objects.filter(kind="animate")
    active = {"running": 0, "queued": 1}
    digests = set()
    for job in sorted(jobs, key=lambda each: (active.get(each.state, 2), each.created)):
        old = job.spec
        job.spec = {
            "recording": old["recording"],
            "condition": old["condition"],
            "motion_source": old["mover"],
            "fps": old["fps"],
            "output_versions": {name: VERSIONS[name] for name in ("face", "synthesis")},
        }
        text = json.dumps(job.spec, sort_keys=True, separators=(",", ":"))
        job.spec_digest = hashlib.sha256(text.encode()).hexdigest()
        if job.state in active and job.spec_digest in digests:
            job.state, job.fence, job.lease_until, job.finished = "cancelled", job.fence + 1, None, Now()
        if job.state in active:
            digests.add(job.spec_digest)
        job.save(update_fields=["spec", "spec_digest", "state", "fence", "lease_until", "finished"])


def _motion_sources(apps):
    """Return what each motion was made from, and what each awaited motion is made from, as the jobs recorded it.

    The checkpoint or the recording may have been replaced since.
    """
    sources = {}
    for job in apps.get_model("jobs", "Job").objects.filter(kind="animate").order_by("created").iterator():
        spec = job.spec
        motion = job.output["motion"] if job.output else ""
        sources[spec["recording"], spec["condition"], spec["fps"], motion] = spec["mover"]
    return sources


def _key(stimulus, sources):
    inputs = {"condition": stimulus.condition.name, "settings": stimulus.settings}
    packages = ["face", "renderer"]
    if stimulus.imported_video:
        inputs |= {
            "imported_video": stimulus.imported_video.digest,
            "clip": stimulus.clip,
            "min_seconds": stimulus.min_seconds,
        }
        packages = ["renderer"]
    elif stimulus.recording:
        inputs |= {
            "sound": stimulus.recording.sound,
            "motion": _motion_source(stimulus, sources),
            "min_seconds": stimulus.min_seconds,
        }
        packages.append("synthesis")
    else:
        inputs |= {"motion": stimulus.motion, "clip": stimulus.clip}
    content = inputs | {"output_versions": {name: VERSIONS[name] for name in packages}}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _motion_source(stimulus, sources):
    if stimulus.condition.imported:
        return stimulus.motion
    checkpoint = stimulus.condition.checkpoint
    latest = checkpoint.digest if checkpoint else stimulus.recording.motion
    identity = (stimulus.recording_id, stimulus.condition_id, stimulus.settings["fps"], stimulus.motion)
    return sources.get(identity, latest)


class Migration(migrations.Migration):
    dependencies = [("stimuli", "0004_plain_names"), ("jobs", "0001_initial")]

    operations = [
        migrations.RunPython(rename_synthetic_corpora, migrations.RunPython.noop),
        migrations.RunPython(rewrite_keys, migrations.RunPython.noop),
        migrations.RunPython(rewrite_animation_specs, migrations.RunPython.noop),
    ]
