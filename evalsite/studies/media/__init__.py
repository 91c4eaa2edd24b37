"""The sources of a study's videos, and whether the videos are equivalent between conditions."""
