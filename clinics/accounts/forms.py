"""The forms of sign-up: nothing that was set before an address is proved survives the proof."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.fields import EmailField
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clinics.accounts import came_for
from clinics.accounts.actions.sign_up import drop_unconfirmed
from clinics.accounts.models import User


class LabeledAsHere:
    """A form of allauth that calls the address as the rest of the site does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The label says it all; a placeholder would only repeat it."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            if isinstance(field, EmailField):
                field.label = _("E-mail address")
                field.widget.attrs.pop("placeholder", None)


class LoginForm(LabeledAsHere, allauth.LoginForm):
    """Signs in."""


class ResetPasswordForm(LabeledAsHere, allauth.ResetPasswordForm):
    """Asks for a link to set a new password."""


class AddEmailForm(LabeledAsHere, allauth.AddEmailForm):
    """Changes the address."""


class SignupForm(LabeledAsHere, allauth.SignupForm):
    """Signs up. An account that nobody confirmed is replaced, with its password."""

    def validate_unique_email(self, value: str) -> str:
        """The address. Notes whether a confirmed account has it; never says so."""
        email: str = super().validate_unique_email(value)
        self.account_already_exists = User.objects.owning(email).exists()
        return email

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """(the new account, None), or (None, the page that tells nothing) for a taken address."""
        if self.account_already_exists:
            return self._answer_alike(request)
        try:
            with transaction.atomic():
                drop_unconfirmed(self.cleaned_data["email"])
                user, answer = super().try_save(request)
            came_for.remember(request, user)
            return user, answer
        except IntegrityError:  # the same address signed up at this moment
            self.account_already_exists = True
            return self._answer_alike(request)

    def _answer_alike(self, request: HttpRequest) -> tuple[Any, Any]:
        # A new account's password is hashed, which takes long: the time must not tell who has one.
        make_password(self.cleaned_data["password1"])
        came_for.remember(request, None)
        return super().try_save(request)


class ConfirmForm(allauth.ConfirmEmailVerificationCodeForm):
    """Takes the code that was mailed to an address."""

    def clean_code(self) -> str:
        """The code. Whoever has it owns the address: others who only typed it lose it.

        Raises ValidationError for a wrong code, and for a sign-up that a newer one replaced.
        """
        if self.user is None:
            raise get_adapter().validation_error("incorrect_code")
        allauth.BaseConfirmCodeForm.clean_code(self)
        drop_unconfirmed(self.email, but=self.user)
        code: str = super().clean_code()
        return code
