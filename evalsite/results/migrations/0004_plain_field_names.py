from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("results", "0003_results_are_analysed_anew")]
    operations = [
        migrations.RenameField("snapshot", "report", "report_sha256"),
        migrations.RenameField("snapshot", "bundle", "bundle_sha256"),
        migrations.RenameField("snapshot", "taken", "created"),
        migrations.AlterField(
            "snapshot",
            "report_sha256",
            models.CharField(blank=True, help_text="digest of report.html; empty until it exists", max_length=64),
        ),
        migrations.AlterField(
            "snapshot",
            "bundle_sha256",
            models.CharField(blank=True, help_text="digest of bundle.zip; empty until it exists", max_length=64),
        ),
    ]
