"""Pages."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from evalsite.accounts.http import ResearcherRequest


@login_required
def studies(request: ResearcherRequest) -> HttpResponse:
    """List the studies."""
    return render(request, "base.html")
