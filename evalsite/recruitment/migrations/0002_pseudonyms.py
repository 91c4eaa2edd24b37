"""People are known by a keyed hash, so that their ids can be erased."""

from django.conf import settings
from django.db import migrations, models
from django.utils.crypto import salted_hmac


def pseudonym(recruit):
    value = f"{recruit.study_id} {recruit.platform} {recruit.person}"
    key = settings.SECRET_KEY
    return salted_hmac("evalsite.recruitment.pseudonym", value, secret=key, algorithm="sha256").hexdigest()


def give_pseudonyms(apps, schema_editor):
    for recruit in apps.get_model("recruitment", "Recruit").objects.iterator():
        recruit.pseudonym = pseudonym(recruit)
        recruit.save(update_fields=["pseudonym"])


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="recruit", name="one_recruit_per_person"),
        migrations.AddField(
            model_name="recruit",
            name="pseudonym",
            field=models.CharField(default="", help_text="a keyed hash of study, platform and person", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="recruit",
            name="erased",
            field=models.DateTimeField(help_text="since when the ids are gone", null=True),
        ),
        migrations.AlterField(
            model_name="recruit",
            name="person",
            field=models.CharField(
                blank=True, help_text="their id on the platform, until it is erased", max_length=64
            ),
        ),
        migrations.AlterField(
            model_name="recruit",
            name="errand",
            field=models.CharField(
                blank=True, help_text="the platform's id of the study they were sent to", max_length=64
            ),
        ),
        migrations.AlterField(
            model_name="recruit",
            name="submission",
            field=models.CharField(blank=True, help_text="the platform's id of their run through it", max_length=64),
        ),
        migrations.RunPython(give_pseudonyms, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="recruit",
            constraint=models.UniqueConstraint(
                fields=["study", "platform", "pseudonym"], name="one_recruit_per_pseudonym"
            ),
        ),
    ]
