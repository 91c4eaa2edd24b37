"""What videos are made of, and the videos. Files lie in the store; rows hold their digests."""

from django.db import models


class Corpus(models.Model):
    """Recordings with the facial motion that belongs to them; lies in a folder of the state folder."""

    name = models.SlugField(unique=True)
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    folder = models.CharField(max_length=500)
    turns = models.PositiveIntegerField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "corpora"


class Recording(models.Model):
    """Somebody's speech: a wav, and the measured motion of the speaker's face where there is one."""

    name = models.CharField(max_length=200, unique=True)
    sound = models.CharField(max_length=64, help_text="digest of the wav")
    seconds = models.FloatField()
    speaker = models.CharField(max_length=100, blank=True, help_text="who speaks, where a corpus tells")
    corpus = models.ForeignKey(Corpus, models.PROTECT, null=True, related_name="recordings")
    motion = models.CharField(max_length=64, blank=True, help_text="digest of the measured MarkerMotion (.npz)")
    heard = models.JSONField(null=True, help_text="its loudness and print, once films were compared with it")
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def turn(self) -> str:
        """The name of the corpus's turn that this recording is."""
        return self.name.partition("/")[2]

    @property
    def seed(self) -> int:
        """Decides blinks and gaze: the same in all conditions of a clip, since it comes from the sound."""
        return int(self.sound[:8], 16)


class Checkpoint(models.Model):
    """A trained network: weights and card in one safetensors file."""

    name = models.SlugField(max_length=100, unique=True)
    digest = models.CharField(max_length=64)
    card = models.JSONField()
    created = models.DateTimeField(auto_now_add=True)


class Condition(models.Model):
    """One way to a video: the recording's measured motion, a checkpoint's prediction, or what was made elsewhere."""

    name = models.SlugField(max_length=100)
    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, null=True, related_name="conditions")
    own = models.BooleanField(default=False, help_text="motion files or videos that were made elsewhere")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "own"], name="one_condition_per_name")]

    @property
    def is_original(self) -> bool:
        """Whether the face moves as it was measured."""
        return self.checkpoint_id is None and not self.own


class Film(models.Model):
    """Somebody's own video as it came, and what was measured of it."""

    digest = models.CharField(max_length=64, unique=True)
    measured = models.JSONField(help_text="a renderer.conform.Measured")
    created = models.DateTimeField(auto_now_add=True)


class Stimulus(models.Model):
    """One video: condition × recording, or a film, under fixed settings. Ready once `video` names its bytes."""

    condition = models.ForeignKey(Condition, models.PROTECT, related_name="stimuli")
    recording = models.ForeignKey(Recording, models.PROTECT, null=True, related_name="stimuli")
    film = models.ForeignKey(Film, models.PROTECT, null=True, related_name="stimuli")
    clip = models.CharField(max_length=100, blank=True, help_text="what a film's owner calls its clip")
    settings = models.JSONField(help_text="avatar, size, rate and encoder settings")
    at_least = models.FloatField(
        default=0.0, help_text="seconds that it lasts; a longer motion or sound makes it longer"
    )
    key = models.CharField(max_length=64, unique=True, help_text="digest of all that the video is made from")
    motion = models.CharField(max_length=64, blank=True, help_text="digest of the FapMotion (.npz)")
    video = models.CharField(max_length=64, blank=True, help_text="digest of the MP4")
    seconds = models.FloatField(null=True)
    provenance = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "stimuli"

    def __str__(self) -> str:
        return f"{self.condition.name} × {self.shown}"

    @property
    def shown(self) -> str:
        """The name of what is said in it: a recording's, or the clip's where the video came whole."""
        return self.recording.name if self.recording else self.clip

    @property
    def is_ready(self) -> bool:
        """Whether the video exists."""
        return bool(self.video)
