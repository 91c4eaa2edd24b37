"""Pages of recordings, checkpoints and stimuli, for signed-in researchers."""

from typing import Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_safe

from evalsite import media
from evalsite.accounts.models import ResearcherRequest
from evalsite.stimuli.checkpoint_display import checkpoint_display
from evalsite.stimuli.models import Checkpoint, Condition, Recording, Stimulus
from evalsite.stimuli.notes import stimulus_notes

RECORDINGS_PER_PAGE: Final = 50
STIMULI_PER_PAGE: Final = 12
DETAIL_LABELS: Final = {
    "avatar": "Avatar",
    "avatar_files": "Avatar digest",
    "deformer": "Deformer",
    "template": "Template",
    "size": "Size",
    "fps": "Frames per second",
    "crf": "Constant rate factor",
    "sound": "Sound of the video",
    "loudness": "Loudness (LUFS)",
    "frames": "Frames",
    "gl_renderer": "OpenGL renderer",
    "ffmpeg": "ffmpeg build",
    "arguments": "ffmpeg arguments",
    "changes": "Changes",
}


@login_required
@require_GET
def recording_list(request: ResearcherRequest) -> HttpResponse:
    """List the recordings, each with a player."""
    paginator = Paginator(Recording.objects.order_by("name"), RECORDINGS_PER_PAGE)
    return render(request, "stimuli/recordings.html", {"page": paginator.get_page(request.GET.get("page"))})


@login_required
@require_GET
def checkpoint_list(request: ResearcherRequest) -> HttpResponse:
    """Show the card of every checkpoint."""
    checkpoints = Checkpoint.objects.order_by("-created", "name")
    displays = [checkpoint_display(checkpoint) for checkpoint in checkpoints]
    return render(request, "stimuli/checkpoints.html", {"displays": displays})


@login_required
@require_GET
def stimulus_list(request: ResearcherRequest) -> HttpResponse:
    """List the stimuli, of one condition if the query names it."""
    selected = request.GET.get("condition", "")
    stimuli = Stimulus.objects.select_related("condition", "recording").order_by(
        "recording__name", "clip", "condition__name", "pk"
    )
    if selected:
        stimuli = stimuli.filter(condition__name=selected)
    page = Paginator(stimuli, STIMULI_PER_PAGE).get_page(request.GET.get("page"))
    conditions = Condition.objects.filter(stimuli__isnull=False).distinct().order_by("name")
    return render(request, "stimuli/stimuli.html", {"page": page, "conditions": conditions, "selected": selected})


@login_required
@require_GET
def stimulus_detail(request: ResearcherRequest, key: int) -> HttpResponse:
    """Show one stimulus and its inputs."""
    stimuli = Stimulus.objects.select_related("condition__checkpoint", "recording", "imported_video")
    stimulus = get_object_or_404(stimuli, pk=key)
    context = {"stimulus": stimulus, "details": _details(stimulus), "notes": stimulus_notes(stimulus)}
    return render(request, "stimuli/stimulus.html", context)


def _details(stimulus: Stimulus) -> list[tuple[str, str]]:
    """Return label and value of each setting of a stimulus, and of what its worker recorded."""
    values = stimulus.provenance | stimulus.settings
    return [(label, _text(name, values[name])) for name, label in DETAIL_LABELS.items() if name in values]


def _text(name: str, value: object) -> str:
    separator = {"size": " × ", "changes": "; "}.get(name, " ")
    return separator.join(map(str, value)) if isinstance(value, list) else str(value)


@login_required
@require_safe
def stimulus_video(request: ResearcherRequest, key: int) -> HttpResponseBase:
    """Send a stimulus's video."""
    stimulus = get_object_or_404(Stimulus, pk=key)
    if not stimulus.is_ready:
        raise Http404("This stimulus is not ready yet.")
    return media.serve_file(request, stimulus.video, "video/mp4")


@login_required
@require_safe
def recording_sound(request: ResearcherRequest, key: int) -> HttpResponseBase:
    """Send a recording's sound."""
    return media.serve_file(request, get_object_or_404(Recording, pk=key).sound, "audio/wav")
