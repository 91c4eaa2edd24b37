"""Places become slots, desks allocation locks, leases slot leases."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # The questionnaire's trials point to a model that is renamed here.
    dependencies = [("studies", "0003_acknowledged_in_the_document"), ("questionnaire", "0006_playback_events")]

    operations = [
        migrations.RemoveConstraint("desk", "one_desk_per_study"),
        migrations.RemoveConstraint("lease", "one_lease_per_arrival"),
        migrations.RemoveConstraint("place", "one_place_per_seat"),
        migrations.RemoveConstraint("place", "one_place_per_holder_and_cell"),
        migrations.RemoveConstraint("place", "one_place_per_holder_and_position"),
        migrations.RemoveConstraint("place", "who_has_it_is_known"),
        migrations.RenameModel("Desk", "AllocationLock"),
        migrations.RenameModel("Lease", "SlotLease"),
        migrations.RenameModel("Place", "Slot"),
        migrations.RenameField("SlotLease", "desk", "lock"),
        migrations.RenameField("SlotLease", "holder", "participation_id"),
        migrations.RenameField("SlotLease", "until", "expires"),
        migrations.RenameField("Slot", "desk", "lock"),
        migrations.RenameField("Slot", "seat", "number"),
        migrations.AlterField(
            model_name="allocationlock",
            name="arrivals",
            field=models.PositiveIntegerField(default=0, help_text="participations that were given slots"),
        ),
        migrations.AlterField(
            model_name="allocationlock",
            name="study",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="allocation_locks", to="studies.study"
            ),
        ),
        migrations.AlterField(
            model_name="slot",
            name="lease",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="studies.slotlease"
            ),
        ),
        migrations.AlterField(
            model_name="slot",
            name="lock",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="slots", to="studies.allocationlock"
            ),
        ),
        migrations.AlterField(
            model_name="slot",
            name="number",
            field=models.PositiveIntegerField(help_text="counts from 1 within the slot key"),
        ),
        migrations.AlterField(
            model_name="slot",
            name="region",
            field=models.CharField(blank=True, help_text="empty: all regions are asked about at once", max_length=50),
        ),
        migrations.AlterField(
            model_name="slot",
            name="state",
            field=models.CharField(
                choices=[("free", "Free"), ("leased", "Leased"), ("filled", "Filled")], default="free", max_length=10
            ),
        ),
        migrations.AlterField(
            model_name="slot",
            name="stimulus",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="slots", to="studies.studystimulus"
            ),
        ),
        migrations.AlterField(
            model_name="slotlease",
            name="participation_id",
            field=models.UUIDField(help_text="the participation that holds the slots", unique=True),
        ),
        migrations.AddConstraint(
            model_name="allocationlock",
            constraint=models.UniqueConstraint(fields=("study", "pilot"), name="one_allocation_lock_per_study"),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.UniqueConstraint(
                fields=("lock", "stimulus", "region", "number"), name="one_slot_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.UniqueConstraint(
                fields=("lease", "stimulus", "region"), name="one_slot_per_lease_and_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.UniqueConstraint(fields=("lease", "position"), name="one_slot_per_lease_and_position"),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lease", None), ("state", "free")), ("lease__isnull", False), _connector="OR"
                ),
                name="only_free_slots_have_no_lease",
            ),
        ),
        migrations.AddConstraint(
            model_name="slotlease",
            constraint=models.UniqueConstraint(fields=("lock", "arrival"), name="one_slot_lease_per_arrival"),
        ),
    ]
