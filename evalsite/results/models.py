"""Stored results of closed studies."""

from typing import Any

from django.db import models

from evalsite.studies.models import Study


class Snapshot(models.Model):
    """The results of a closed study in the shape of `results.json`, computed once from the ratings with this digest."""

    study = models.OneToOneField(Study, models.CASCADE, related_name="snapshot")
    results = models.JSONField()
    ratings_sha256 = models.CharField(max_length=64)
    report_sha256 = models.CharField(
        max_length=64, blank=True, help_text="digest of report.html; empty until it exists"
    )
    bundle_sha256 = models.CharField(max_length=64, blank=True, help_text="digest of bundle.zip; empty until it exists")
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"results of {self.study}"

    @property
    def simulated(self) -> bool:
        """Whether any rater was simulated."""
        results: dict[str, Any] = self.results
        return bool(results["simulated"])
