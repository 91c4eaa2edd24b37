"""A trial names its questions, and a rating its question; so far the name of a question is that of its region."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questionnaire", "0006_playback_events")]

    operations = [
        migrations.RenameField("trial", "regions", "questions"),
        migrations.AlterField(
            model_name="trial",
            name="questions",
            field=models.JSONField(
                default=list, help_text="names of the questions; empty: all questions of the study"
            ),
        ),
        migrations.AlterField(
            model_name="rating",
            name="question",
            field=models.CharField(max_length=100),
        ),
    ]
