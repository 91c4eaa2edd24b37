"""What there is to show: recordings, checkpoints with their cards, and stimuli to look at. For researchers only."""

from typing import Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_safe

from evalsite import media
from evalsite.accounts.http import ResearcherRequest
from evalsite.stimuli.cards import shown
from evalsite.stimuli.models import Checkpoint, Condition, Recording, Stimulus

ROWS: Final = 50
VIDEOS: Final = 12


@login_required
@require_GET
def recordings(request: ResearcherRequest) -> HttpResponse:
    """List the recordings, with a player for each."""
    found = Recording.objects.order_by("name")
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "stimuli/recordings.html", {"page": page})


@login_required
@require_GET
def checkpoints(request: ResearcherRequest) -> HttpResponse:
    """Show every checkpoint's card."""
    found = Checkpoint.objects.order_by("-created", "name")
    return render(request, "stimuli/checkpoints.html", {"cards": [shown(checkpoint) for checkpoint in found]})


@login_required
@require_GET
def stimuli(request: ResearcherRequest) -> HttpResponse:
    """Show the stimuli, of one condition if asked."""
    chosen = request.GET.get("condition", "")
    found = Stimulus.objects.select_related("condition", "recording").order_by(
        "recording__name", "clip", "condition__name", "pk"
    )
    page = Paginator(found.filter(condition__name=chosen) if chosen else found, VIDEOS).get_page(
        request.GET.get("page")
    )
    conditions = Condition.objects.filter(stimuli__isnull=False).distinct().order_by("name")
    return render(request, "stimuli/stimuli.html", {"page": page, "conditions": conditions, "chosen": chosen})


@login_required
@require_GET
def stimulus(request: ResearcherRequest, key: int) -> HttpResponse:
    """Show one stimulus and what it was made from."""
    found = get_object_or_404(Stimulus.objects.select_related("condition__checkpoint", "recording", "film"), pk=key)
    return render(request, "stimuli/stimulus.html", {"stimulus": found})


@login_required
@require_safe
def video(request: ResearcherRequest, key: int) -> HttpResponseBase:
    """Send a stimulus's video."""
    found = get_object_or_404(Stimulus, pk=key)
    if not found.is_ready:
        raise Http404("This stimulus is not ready yet.")
    return media.serve(request, found.video, "video/mp4")


@login_required
@require_safe
def sound(request: ResearcherRequest, key: int) -> HttpResponseBase:
    """Send a recording's sound."""
    return media.serve(request, get_object_or_404(Recording, pk=key).sound, "audio/wav")
