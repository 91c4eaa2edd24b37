"""Fields are called by what they hold."""

from django.db import migrations, models

RECRUIT = {
    "person": "platform_person_id",
    "errand": "platform_study_id",
    "submission": "platform_submission_id",
    "arrived": "arrived_at",
    "erased": "ids_erased_at",
}


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0002_pseudonyms")]

    operations = [
        *(migrations.RenameField("recruit", old, new) for old, new in RECRUIT.items()),
        migrations.AlterField(
            model_name='recruit',
            name='ids_erased_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='recruit',
            name='platform_person_id',
            field=models.CharField(blank=True, help_text="the person's id, until it is erased", max_length=64),
        ),
        migrations.AlterField(
            model_name='recruit',
            name='platform_study_id',
            field=models.CharField(blank=True, help_text="the platform's id of the study", max_length=64),
        ),
        migrations.AlterField(
            model_name='recruit',
            name='platform_submission_id',
            field=models.CharField(blank=True, help_text="the id of the person's submission", max_length=64),
        ),
        migrations.AlterField(
            model_name='recruit',
            name='pseudonym',
            field=models.CharField(help_text='keyed hash of study, platform and person', max_length=64),
        ),
    ]
