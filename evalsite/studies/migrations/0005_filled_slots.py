"""A slot whose trial was answered is called filled, no longer settled."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def rename_settled_to_filled(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write the new name of the state into every row."""
    apps.get_model("studies", "Slot").objects.filter(state="settled").update(state="filled")


def rename_filled_to_settled(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write the old name of the state into every row."""
    apps.get_model("studies", "Slot").objects.filter(state="filled").update(state="settled")


class Migration(migrations.Migration):
    dependencies = [("studies", "0004_slots")]

    operations = [migrations.RunPython(rename_settled_to_filled, rename_filled_to_settled)]
