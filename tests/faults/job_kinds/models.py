from django.db import models


class Effect(models.Model):
    """What a job did, written down when it was closed; nothing forbids a second one, so that it would be seen."""

    number = models.IntegerField()
    digest = models.CharField(max_length=64)
