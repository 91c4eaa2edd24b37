"""Signing in by link, and the researcher's account page."""

from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from evalsite.accounts import signin_links
from evalsite.accounts.forms import NameForm, password_form
from evalsite.accounts.http import ResearcherRequest
from evalsite.accounts.models import User


@require_GET
@never_cache
def sign_in_with_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in with a one-time link; a browser that is signed in already may follow it again."""
    if request.user.is_authenticated:
        return redirect("studies")
    user = signin_links.redeem_token(token)
    if user is None:
        return render(request, "accounts/link_expired.html", status=410)
    login(request, user)
    return redirect("studies")


@login_required
@require_GET
def account(request: ResearcherRequest) -> HttpResponse:
    """Show the name and password forms."""
    return _account_page(request)


@login_required
@require_POST
def change_name(request: ResearcherRequest) -> HttpResponse:
    """Change the user name."""
    form = NameForm(request.POST, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return _account_page(request, name_form=form)
    form.save()
    messages.success(request, "Your name has been changed.")
    return redirect("account")


@login_required
@require_POST
def change_password(request: ResearcherRequest) -> HttpResponse:
    """Set a password; this session stays signed in, all others are signed out."""
    form = password_form(request.user, request.POST)
    if not form.is_valid():
        return _account_page(request, password_form=form)
    update_session_auth_hash(request, form.save())
    messages.success(request, "Your password has been set.")
    return redirect("account")


def _account_page(request: ResearcherRequest, **invalid_forms: object) -> HttpResponse:
    forms = {"name_form": NameForm(instance=request.user), "password_form": password_form(request.user)}
    return render(request, "accounts/account.html", forms | invalid_forms, status=400 if invalid_forms else 200)
