"""What allauth asks us about accounts: limits, mails, links, and what is logged."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import RateLimitUsage, respond_429
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clinics.accounts import came_for, limits, mail_budget
from clinics.accounts.models import User
from clinics.accounts.security_log import log_event
from clinics.counted import counted_mail
from clinics.languages import reading, spoken_now
from clinics.site_address import absolute

LOG = logging.getLogger(__name__)
ASKED_FOR = {
    f"account/email/{kind}"
    for kind in (
        "account_already_exists",
        "email_confirmation",
        "email_confirmation_signup",
        "password_reset_key",
        "unknown_account",
    )
}
"""The mails that anybody can have us send, to any address. The others tell people about changes of
their own account: nothing may hold them back."""


class AccountAdapter(DefaultAccountAdapter):
    """Our answers. allauth makes one adapter whenever it asks."""

    def new_user(self, request: HttpRequest) -> User:
        """An account that is not stored yet; its mails have the language of the page."""
        return User(language=spoken_now())

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try to sign in. Raises ValidationError when there were too many wrong ones.

        allauth takes the count back if the password was right.
        """
        email = str(credentials.get("email", ""))
        self._login_failed_rl_usage = limits.count(request, *limits.guesses(request, email))
        if not self._login_failed_rl_usage:
            log_event("too many passwords", account=_number(email), request=request)
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log a wrong password."""
        email = str(credentials.get("email", ""))
        log_event("wrong password", account=_number(email), request=request)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        limits.forget_guesses(request, str(credentials.get("email", "")))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """The page after signing in; from then on the browser is known."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        limits.remember_browser(request, response, user)
        came_for.forget(request, user)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page after signing in without `next`: the one that led to the sign-up, or /my/."""
        page: str = super().get_login_redirect_url(request)
        return came_for.page_for(request, request.user) or page

    def clean_email(self, email: str) -> str:
        """The address, if a mail can be sent to it today. Raises ValidationError.

        The answer is the same for addresses with and without an account.
        """
        here, own = self._asked_by(email)
        if not mail_budget.has_room(email, network=here, own=own):
            raise ValidationError(mail_budget.USED_UP)
        return email

    def _asked_by(self, email: str) -> tuple[str, str]:
        """(the network of the request, who it is if the address is theirs)."""
        return limits.network(self.request), mail_budget.owner(self.request, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of allauth, within the day's budget and with links to this site.

        Raises ImmediateHttpResponse when the budget is used up (a page with status 429), and when
        somebody waits for a mail that cannot be sent (503), which is not counted. That an account
        changed is true without the mail that says so: then the log says that it was not sent.
        """
        used = self._taken_from_budget(email) if template_prefix in ASKED_FOR else None
        host = urlsplit(absolute("/", request=self.request)).netloc
        ours = {"current_site": SimpleNamespace(domain=host, name=host)}
        try:
            with counted_mail():
                super().send_mail(template_prefix, email, context | self._links(context) | ours)
        except (
            OSError
        ) as error:  # the base class of smtplib's errors; its text may name the address
            LOG.error("A mail could not be sent: %s (%s).", template_prefix, type(error).__name__)
            if used:
                used.rollback()
                page = render(self.request, "account/mail_failed.html", status=503)
                raise ImmediateHttpResponse(page) from None

    def _taken_from_budget(self, email: str) -> RateLimitUsage:
        here, own = self._asked_by(email)
        used = mail_budget.take(email, network=here, own=own)
        if used is None:
            log_event("too many mails", account=_number(email), request=self.request)
            raise ImmediateHttpResponse(respond_429(self.request))
        return used

    def _links(self, context: dict[str, Any]) -> dict[str, str]:
        """The links of a mail, under SITE_URL: never under the host that a request names."""
        made = {}
        for name, value in context.items():
            if name.endswith("_url"):
                parts = urlsplit(value)
                query = f"?{parts.query}" if parts.query else ""
                made[name] = absolute(parts.path + query, request=self.request)
        return made

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell people in their language that their account changed, and what still opens it."""
        ways = Authenticator.objects.filter(user=user).exclude(type="recovery_codes").order_by("pk")
        with reading(user.language):
            known = {
                "ways": list(ways),
                "ways_url": absolute(reverse("mfa_index"), request=self.request),
            }
            super().send_notification_mail(template_prefix, user, (context or {}) | known, email)


def _number(email: str) -> int | None:
    """The number of the account with that address."""
    return User.objects.filter(email__iexact=email).values_list("pk", flat=True).first()
