"""A slot names its question; so far the name of a question is that of its region."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studies", "0007_findings_of_the_videos")]

    operations = [
        migrations.RemoveConstraint("slot", "one_slot_per_number"),
        migrations.RemoveConstraint("slot", "one_slot_per_lease_and_key"),
        migrations.RenameField("slot", "region", "question"),
        migrations.AlterField(
            model_name="slot",
            name="question",
            field=models.CharField(blank=True, help_text="empty: all questions are asked at once", max_length=100),
        ),
        migrations.AddConstraint(
            "slot",
            models.UniqueConstraint(fields=["lock", "stimulus", "question", "number"], name="one_slot_per_number"),
        ),
        migrations.AddConstraint(
            "slot",
            models.UniqueConstraint(fields=["lease", "stimulus", "question"], name="one_slot_per_lease_and_key"),
        ),
    ]
