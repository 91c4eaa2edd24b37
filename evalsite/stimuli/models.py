"""Recordings, checkpoints, conditions and stimuli. The files are in the store; rows hold their digests."""

from django.db import models


class Corpus(models.Model):
    """Recordings with the facial motion that was measured along with them, in one folder of the state folder."""

    name = models.SlugField(unique=True)
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    folder = models.CharField(max_length=500)
    turns = models.PositiveIntegerField(help_text="number of turns")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "corpora"


class Recording(models.Model):
    """Recorded speech: a WAV file and, if there is one, the measured motion of the speaker's face."""

    name = models.CharField(max_length=200, unique=True)
    sound = models.CharField(max_length=64, help_text="digest of the WAV file")
    seconds = models.FloatField()
    speaker = models.CharField(max_length=100, blank=True, help_text="empty if unknown")
    corpus = models.ForeignKey(Corpus, models.PROTECT, null=True, related_name="recordings")
    motion = models.CharField(max_length=64, blank=True, help_text="digest of the measured MarkerMotion (.npz)")
    sound_measurement = models.JSONField(null=True, help_text="loudness and fingerprint; measured when first needed")
    findings = models.JSONField(null=True, help_text="kind and sentence of each face.sound.findings.SoundFinding")
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def turn(self) -> str:
        """The name of the turn in its corpus."""
        return self.name.partition("/")[2]

    @property
    def notes(self) -> list[str]:
        """What was repaired in the sound, and what is unusual about it, as sentences; empty if not examined yet."""
        return [sentence for _, sentence in self.findings or ()]

    @property
    def video_notes(self) -> list[str]:
        """The notes as they stand beside those of a video's motion."""
        return [f"sound: {note}" for note in self.notes]

    @property
    def seed(self) -> int:
        """The seed of blinks and gaze. It comes from the sound, so it is the same in every condition of a clip."""
        return int(self.sound[:8], 16)


class Checkpoint(models.Model):
    """A trained network: weights and card in one safetensors file."""

    name = models.SlugField(max_length=100, unique=True)
    digest = models.CharField(max_length=64)
    card = models.JSONField()
    created = models.DateTimeField(auto_now_add=True)


class Condition(models.Model):
    """Where a video's motion comes from: the recording, a checkpoint, or videos or motion files made elsewhere."""

    name = models.SlugField(max_length=100)
    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, null=True, related_name="conditions")
    imported = models.BooleanField(default=False, help_text="motion files or videos made elsewhere")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "imported"], name="one_condition_per_name")]

    @property
    def is_original(self) -> bool:
        """Whether it shows the measured motion."""
        return self.checkpoint_id is None and not self.imported


class ImportedVideo(models.Model):
    """A video made elsewhere, as it was imported, and its measurements."""

    digest = models.CharField(max_length=64, unique=True)
    measurement = models.JSONField(help_text="a renderer.normalize.measurement.VideoProperties")
    created = models.DateTimeField(auto_now_add=True)


class Stimulus(models.Model):
    """One video: a condition of a recording, or an imported video, with fixed settings. Ready once `video` is set."""

    condition = models.ForeignKey(Condition, models.PROTECT, related_name="stimuli")
    recording = models.ForeignKey(Recording, models.PROTECT, null=True, related_name="stimuli")
    imported_video = models.ForeignKey(ImportedVideo, models.PROTECT, null=True, related_name="stimuli")
    clip = models.CharField(max_length=100, blank=True, help_text="name of the clip, if there is no recording")
    settings = models.JSONField(help_text="avatar, size, frame rate and encoder settings")
    min_seconds = models.FloatField(default=0.0, help_text="shorter motion and sound are extended to this length")
    key = models.CharField(max_length=64, unique=True, help_text="digest of everything the video is made from")
    motion = models.CharField(max_length=64, blank=True, help_text="digest of the FapMotion or VertexMotion (.npz)")
    motion_measurement = models.JSONField(
        null=True, help_text="a motion_measurement.MotionProperties; measured when first needed"
    )
    notes = models.JSONField(
        default=list, help_text="what was assumed, repaired or left out in reading its files, one sentence each"
    )
    video = models.CharField(max_length=64, blank=True, help_text="digest of the MP4 file")
    seconds = models.FloatField(null=True)
    provenance = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "stimuli"

    def __str__(self) -> str:
        return f"{self.condition.name} × {self.clip_name}"

    @property
    def clip_name(self) -> str:
        """The name of the recording, or of the clip if there is no recording."""
        return self.recording.name if self.recording else self.clip

    @property
    def is_ready(self) -> bool:
        """Whether the video exists."""
        return bool(self.video)

    @property
    def is_silent(self) -> bool:
        """Whether it carries silence instead of its sound, by the design of its study."""
        return bool(self.settings.get("sound") == "off")
