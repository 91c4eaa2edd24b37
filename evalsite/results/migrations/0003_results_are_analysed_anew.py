from django.db import migrations


def forget(apps, _schema_editor):
    """Results of earlier versions lack what the page shows now; the page offers to analyse the study again."""
    apps.get_model("results", "Snapshot").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("results", "0002_report_and_bundle")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
