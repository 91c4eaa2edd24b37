"""Drafts are stored with schema 3, where questions have names; documents of studies that were opened stay as they are."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from evalsite.studies.document.legacy import convert_schema_2, convert_source


def convert_drafts(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Convert the document and the file of every draft from schema 2."""
    for study in apps.get_model("studies", "Study").objects.filter(state="draft", document__schema=2):
        study.document = convert_schema_2(study.document) | {"schema": 3}
        study.source = convert_source(study.source)
        study.save(update_fields=["document", "source"])


class Migration(migrations.Migration):

    dependencies = [("studies", "0008_slot_question")]

    operations = [migrations.RunPython(convert_drafts, migrations.RunPython.noop)]
