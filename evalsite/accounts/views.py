"""Signing in, and a researcher's own page."""

from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from evalsite.accounts import signin
from evalsite.accounts.forms import NameForm, password_form
from evalsite.accounts.http import ResearcherRequest
from evalsite.accounts.models import User


@require_GET
@never_cache
def sign_in_once(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in with a one-time link; a browser that follows it twice is signed in already."""
    if request.user.is_authenticated:
        return redirect("studies")
    user = signin.spend(token)
    if user is None:
        return render(request, "accounts/link_spent.html", status=410)
    login(request, user)
    return redirect("studies")


@login_required
@require_GET
def account(request: ResearcherRequest) -> HttpResponse:
    """Show name and password forms."""
    return _page(request)


@login_required
@require_POST
def change_name(request: ResearcherRequest) -> HttpResponse:
    """Take another name."""
    form = NameForm(request.POST, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return _page(request, name=form)
    form.save()
    messages.success(request, "Your name is changed.")
    return redirect("account")


@login_required
@require_POST
def change_password(request: ResearcherRequest) -> HttpResponse:
    """Set a password; whoever sets it stays signed in here, and is signed out elsewhere."""
    form = password_form(request.user, request.POST)
    if not form.is_valid():
        return _page(request, password=form)
    update_session_auth_hash(request, form.save())
    messages.success(request, "Your password is set.")
    return redirect("account")


def _page(request: ResearcherRequest, **forms: object) -> HttpResponse:
    fresh = {"name": NameForm(instance=request.user), "password": password_form(request.user)}
    return render(request, "accounts/account.html", fresh | forms, status=400 if forms else 200)
