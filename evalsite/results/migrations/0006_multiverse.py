"""The digest of a study's multiverse."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("results", "0005_snapshots_per_program")]

    operations = [
        migrations.AddField(
            "snapshot",
            "multiverse_sha256",
            models.CharField(blank=True, help_text="digest of multiverse.zip; empty until it exists", max_length=64),
        )
    ]
