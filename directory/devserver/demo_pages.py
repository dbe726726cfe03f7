"""Pages of the demo mode only: its mail, and the codes of its second factors."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directory.devserver.demo_mail import stored_mails

CODE_SECONDS = 30
"""For how long a code works, as in any authenticator app."""


def _refuse_unless_demo() -> None:
    if not settings.DEMO:
        raise Http404


@login_not_required
@never_cache
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """The mails that the demo would have sent, newest first."""
    _refuse_unless_demo()
    return render(request, "demo/mail.html", {"mails": stored_mails()})


@login_not_required
@never_cache
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """The current code of each demo account, and of no other account."""
    _refuse_unless_demo()
    authenticators = Authenticator.objects.filter(
        type=Authenticator.Type.TOTP, user__email__endswith="@demo.example"
    ).select_related("user").order_by("user__email")  # fmt: skip
    now = int(time.time())
    shown = [
        (one.user.email, _code(decrypt(one.data["secret"]), now // CODE_SECONDS))
        for one in authenticators
    ]
    return render(
        request, "demo/codes.html", {"codes": shown, "left": CODE_SECONDS - now % CODE_SECONDS}
    )


def _code(secret: str, counter: int) -> str:
    return format_hotp_value(hotp_value(secret, counter))
