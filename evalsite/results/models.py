"""Results that were computed once, when the study had closed."""

from typing import Any

from django.db import models

from evalsite.studies.models import Study


class Snapshot(models.Model):
    """The results of a closed study, in the shape of `results.json`, and the digest of the ratings behind them."""

    study = models.OneToOneField(Study, models.CASCADE, related_name="snapshot")
    results = models.JSONField()
    ratings_sha256 = models.CharField(max_length=64)
    report = models.CharField(max_length=64, blank=True, help_text="digest of the page, once it was made")
    bundle = models.CharField(max_length=64, blank=True, help_text="digest of the zip, once it was made")
    taken = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"results of {self.study}"

    @property
    def simulated(self) -> bool:
        """Whether any of the raters was a script."""
        found: dict[str, Any] = self.results
        return bool(found["simulated"])
