"""Fields are called by what they hold."""

import evalsite.questionnaire.models
from django.db import migrations, models

PARTICIPATION = {
    "version": "study_version",
    "consent_version": "consent_digest",
    "before": "before_answers",
    "after": "after_answers",
    "kept": "answers_kept",
    "arrived": "arrived_at",
    "consented": "consented_at",
    "started": "started_at",
    "completed": "completed_at",
    "withdrawn": "withdrawn_at",
}
TRIAL = {
    "asked": "regions",
    "entry": "entry_number",
    "passed": "check_passed",
    "place": "slot",
    "begun": "playback_started_at",
    "answered": "answered_at",
}


class Migration(migrations.Migration):
    dependencies = [("questionnaire", "0004_what_screened_by_holds")]

    operations = [
        *(migrations.RenameField("participation", old, new) for old, new in PARTICIPATION.items()),
        *(migrations.RenameField("trial", old, new) for old, new in TRIAL.items()),
        migrations.AlterField(
            model_name='participation',
            name='after_answers',
            field=models.JSONField(default=dict, help_text='answers to the form after the videos'),
        ),
        migrations.AlterField(
            model_name='participation',
            name='before_answers',
            field=models.JSONField(default=dict, help_text='answers to the form before the videos'),
        ),
        migrations.AlterField(
            model_name='participation',
            name='code',
            field=models.CharField(default=evalsite.questionnaire.models._random_code, help_text="the rater's name in tables; in no link", max_length=8),
        ),
        migrations.AlterField(
            model_name='participation',
            name='consent_digest',
            field=models.CharField(blank=True, help_text='SHA-256 of the consent text', max_length=64),
        ),
        migrations.AlterField(
            model_name='participation',
            name='device',
            field=models.JSONField(default=dict, help_text='result of the device and sound check'),
        ),
        migrations.AlterField(
            model_name='participation',
            name='excluded_by',
            field=models.CharField(blank=True, help_text='the exclusion rules that apply', max_length=200),
        ),
        migrations.AlterField(
            model_name='participation',
            name='language',
            field=models.CharField(blank=True, help_text='language of the pages', max_length=35),
        ),
        migrations.AlterField(
            model_name='participation',
            name='pilot',
            field=models.BooleanField(default=False, help_text="part of the pilot: kept apart from the study's data"),
        ),
        migrations.AlterField(
            model_name='participation',
            name='seed',
            field=models.PositiveIntegerField(default=evalsite.questionnaire.models._random_seed, help_text='decides the notes of the sound check'),
        ),
        migrations.AlterField(
            model_name='trial',
            name='check_passed',
            field=models.BooleanField(help_text='whether the answers were as expected', null=True),
        ),
        migrations.AlterField(
            model_name='trial',
            name='entry_number',
            field=models.CharField(blank=True, help_text="index of the study file's practice or check entry, counted from 0", max_length=100),
        ),
        migrations.AlterField(
            model_name='trial',
            name='playback_started_at',
            field=models.DateTimeField(help_text='start of the accepted playback', null=True),
        ),
        migrations.AlterField(
            model_name='trial',
            name='regions',
            field=models.JSONField(default=list, help_text='the regions asked about; empty: all regions of the study'),
        ),
        migrations.AlterField(
            model_name='trial',
            name='valid',
            field=models.BooleanField(default=False, help_text='watched to the end, as checked by the server'),
        ),
    ]
