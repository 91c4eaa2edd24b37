"""A study keeps the results of earlier versions of the program beside newer ones."""

import django.db.models.deletion
from django.db import migrations, models


def fill_program(apps, _schema_editor):
    """Copy schema and program out of the results; the results stay as they are."""
    snapshots = apps.get_model("results", "Snapshot").objects
    for snapshot in snapshots.iterator(chunk_size=10):
        snapshots.filter(pk=snapshot.pk).update(
            schema=snapshot.results.get("schema", 1), program=snapshot.results.get("program", "")[:100]
        )


class Migration(migrations.Migration):
    dependencies = [("results", "0004_plain_field_names")]

    operations = [
        migrations.AlterModelOptions("snapshot", {"ordering": ("-pk",)}),
        migrations.AlterField(
            "snapshot",
            "study",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="snapshots", to="studies.study"
            ),
        ),
        migrations.AddField(
            "snapshot",
            "schema",
            models.PositiveSmallIntegerField(default=1, help_text="version of the shape of the results"),
        ),
        migrations.AddField(
            "snapshot",
            "program",
            models.CharField(blank=True, default="", help_text="the program that computed them", max_length=100),
            preserve_default=False,
        ),
        migrations.RunPython(fill_program, migrations.RunPython.noop),
        migrations.AddConstraint(
            "snapshot",
            models.UniqueConstraint(
                fields=["study", "ratings_sha256", "schema", "program"], name="one_snapshot_per_ratings_and_program"
            ),
        ),
    ]
