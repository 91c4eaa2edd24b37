"""Drafts are stored with the current keys; documents of studies that were opened stay as they are."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from evalsite.studies.document.legacy import convert_schema_1


def convert_drafts(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Convert the document of every draft from schema 1."""
    for study in apps.get_model("studies", "Study").objects.filter(state="draft"):
        study.document = {"schema": 2, **convert_schema_1(study.document)}
        study.save(update_fields=["document"])


class Migration(migrations.Migration):

    dependencies = [("studies", "0005_filled_slots")]

    operations = [migrations.RunPython(convert_drafts, migrations.RunPython.noop)]
