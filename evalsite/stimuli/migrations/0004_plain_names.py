"""Films become imported videos; fields get plain names."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stimuli", "0003_what_a_recording_sounds_like")]

    operations = [
        migrations.RenameModel("Film", "ImportedVideo"),
        migrations.RenameField("ImportedVideo", "measured", "measurement"),
        migrations.RenameField("Stimulus", "film", "imported_video"),
        migrations.RenameField("Stimulus", "at_least", "min_seconds"),
        migrations.RenameField("Recording", "heard", "sound_measurement"),
        migrations.RemoveConstraint("Condition", "one_condition_per_name"),
        migrations.RenameField("Condition", "own", "imported"),
        migrations.AddConstraint(
            "Condition", models.UniqueConstraint(fields=("name", "imported"), name="one_condition_per_name")
        ),
        migrations.AlterField(
            model_name="condition",
            name="imported",
            field=models.BooleanField(default=False, help_text="motion files or videos made elsewhere"),
        ),
        migrations.AlterField(
            model_name="corpus",
            name="turns",
            field=models.PositiveIntegerField(help_text="number of turns"),
        ),
        migrations.AlterField(
            model_name="recording",
            name="sound",
            field=models.CharField(help_text="digest of the WAV file", max_length=64),
        ),
        migrations.AlterField(
            model_name="recording",
            name="sound_measurement",
            field=models.JSONField(help_text="loudness and fingerprint; measured when first needed", null=True),
        ),
        migrations.AlterField(
            model_name="recording",
            name="speaker",
            field=models.CharField(blank=True, help_text="empty if unknown", max_length=100),
        ),
        migrations.AlterField(
            model_name="stimulus",
            name="clip",
            field=models.CharField(blank=True, help_text="name of the clip, if there is no recording", max_length=100),
        ),
        migrations.AlterField(
            model_name="stimulus",
            name="key",
            field=models.CharField(help_text="digest of everything the video is made from", max_length=64, unique=True),
        ),
        migrations.AlterField(
            model_name="stimulus",
            name="min_seconds",
            field=models.FloatField(default=0.0, help_text="shorter motion and sound are extended to this length"),
        ),
        migrations.AlterField(
            model_name="stimulus",
            name="settings",
            field=models.JSONField(help_text="avatar, size, frame rate and encoder settings"),
        ),
        migrations.AlterField(
            model_name="stimulus",
            name="video",
            field=models.CharField(blank=True, help_text="digest of the MP4 file", max_length=64),
        ),
        migrations.AlterField(
            model_name="importedvideo",
            name="measurement",
            field=models.JSONField(help_text="a renderer.normalize.measurement.VideoProperties"),
        ),
    ]
