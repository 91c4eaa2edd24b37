"""Stored results of closed studies."""

from typing import Any

from django.db import models

from analysis.results import SCHEMA_VERSION
from evalsite.studies.models import Study


class Snapshot(models.Model):
    """Results of a closed study in the shape of `results.json`, computed once by one version of the program.

    A later version computes new ones beside them; the newest are the study's results. None is ever changed.
    """

    study = models.ForeignKey(Study, models.CASCADE, related_name="snapshots")
    results = models.JSONField()
    schema = models.PositiveSmallIntegerField(default=1, help_text="version of the shape of the results")
    program = models.CharField(max_length=100, blank=True, help_text="the program that computed them")
    ratings_sha256 = models.CharField(max_length=64)
    report_sha256 = models.CharField(
        max_length=64, blank=True, help_text="digest of report.html; empty until it exists"
    )
    bundle_sha256 = models.CharField(max_length=64, blank=True, help_text="digest of bundle.zip; empty until it exists")
    multiverse_sha256 = models.CharField(
        max_length=64, blank=True, help_text="digest of multiverse.zip; empty until it exists"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["study", "ratings_sha256", "schema", "program"], name="one_snapshot_per_ratings_and_program"
            )
        ]

    def __str__(self) -> str:
        return f"results of {self.study}"

    @property
    def simulated(self) -> bool:
        """Whether any rater was simulated."""
        results: dict[str, Any] = self.results
        return bool(results["simulated"])

    @property
    def is_current(self) -> bool:
        """Whether this version of the program can show the results and write files from them."""
        return self.schema == SCHEMA_VERSION
