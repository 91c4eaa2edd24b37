"""A study's pre-registration: sealing it before the study opens, and the downloads of what was sealed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from evalsite.accounts.models import ResearcherRequest
from evalsite.studies import preregistration
from evalsite.studies.models import Preregistration, Study
from face.errors import InputError


@login_required
@require_POST
def seal_preregistration(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Seal the text of a draft or of a study in its pilot."""
    study = get_object_or_404(Study, slug=slug)
    earlier = preregistration.latest(study)
    try:
        if preregistration.seal(study) == earlier:
            messages.info(request, "The same text was sealed before; it stays as it is.")
        else:
            messages.success(request, "The pre-registration is sealed. Register the file at OSF or AsPredicted.")
    except InputError as error:
        messages.error(request, str(error))
    return redirect("study", slug)


@login_required
@require_GET
def preregistration_file(_request: ResearcherRequest, slug: str, number: int) -> HttpResponse:
    """Send a sealed text, exactly as it was sealed."""
    found = get_object_or_404(Preregistration, pk=number, study__slug=slug)
    name = f"{slug}-preregistration-{found.sealed:%Y-%m-%d}.md"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(found.document, content_type="text/markdown; charset=utf-8", headers=headers)
