"""What researchers fill in about themselves."""

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm

from evalsite.accounts.models import User


class NameForm(forms.ModelForm):  # type: ignore[type-arg] # generic for the checker only
    """How they are called on the site."""

    class Meta:
        model = User
        fields = ["username"]
        labels = {"username": "Name"}
        help_texts = {"username": "You sign in with it. Letters, digits and @ . + - _ only."}


def password_form(user: User, data: object = None) -> "SetPasswordForm[User]":
    """Return the form for a new password; it asks for the old one where there is one."""
    form = PasswordChangeForm if user.has_usable_password() else SetPasswordForm
    made = form(user, data)
    for field in made.fields.values():
        # The page has two forms; neither may grab the focus.
        field.widget.attrs.pop("autofocus", None)
    return made
