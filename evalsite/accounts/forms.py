"""Forms of the account page."""

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm

from evalsite.accounts.models import User


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
