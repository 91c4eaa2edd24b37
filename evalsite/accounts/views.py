"""Signing in by link, and the account page with its two forms."""

from django import forms
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from evalsite.accounts import signin_links
from evalsite.accounts.models import ResearcherRequest, User


class NameForm(forms.ModelForm):  # type: ignore[type-arg] # generic for the checker only
    """Changes the user name."""

    class Meta:
        model = User
        fields = ["username"]
        labels = {"username": "Name"}
        help_texts = {"username": "Your sign-in name. Use letters, digits and @ . + - _ only."}


def password_form(user: User, data: object = None) -> "SetPasswordForm[User]":
    """Return the form for a new password; it asks for the old one if there is one."""
    form_class = PasswordChangeForm if user.has_usable_password() else SetPasswordForm
    form = form_class(user, data)
    for field in form.fields.values():
        # The page has two forms; neither may take the focus.
        field.widget.attrs.pop("autofocus", None)
    return form


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
    """Set a password; this browser stays signed in, all others are signed out."""
    form = password_form(request.user, request.POST)
    if not form.is_valid():
        return _account_page(request, password_form=form)
    update_session_auth_hash(request, form.save())
    messages.success(request, "Your password has been set.")
    return redirect("account")


def _account_page(request: ResearcherRequest, **invalid_forms: object) -> HttpResponse:
    context = {"name_form": NameForm(instance=request.user), "password_form": password_form(request.user)}
    return render(request, "accounts/account.html", context | invalid_forms, status=400 if invalid_forms else 200)
