"""Who may what: one row an address, one letter a role.

Printed by `python -m tests.permissions_table`. Letters:

o: let in (whatever the form then says), l: sent to sign in, a: asked for the password again,
r: refused (403), n: no such page (404), x: not with this method (405).
"""

ROLES = (
    "stranger",
    "person without a clinic",
    "claimant of this clinic",
    "admin of another clinic",
    "admin of this clinic",
    "moderator without second factor",
    "moderator",
    "moderator who speaks for this clinic",
)

WORDS = {
    "o": "yes",
    "l": "sign in",
    "a": "password again",
    "r": "refused",
    "n": "no such page",
    "x": "not this method",
}

# fmt: off
TABLE = {
    "": ("oooooooo", "xxxxxxxx"),
    "search/": ("oooooooo", "xxxxxxxx"),
    "clinics/<slug:slug>/": ("oooooooo", "xxxxxxxx"),
    "clinics/<slug:slug>/history/": ("oooooooo", "xxxxxxxx"),
    "compare/": ("oooooooo", "xxxxxxxx"),
    "compare.csv": ("oooooooo", "xxxxxxxx"),
    "compare.json": ("oooooooo", "xxxxxxxx"),
    "questions/": ("oooooooo", "xxxxxxxx"),
    "guide/": ("oooooooo", "xxxxxxxx"),
    "guide/<slug:code>/": ("oooooooo", "xxxxxxxx"),
    "how-we-verify/": ("oooooooo", "xxxxxxxx"),
    "how-we-rank/": ("oooooooo", "xxxxxxxx"),
    "privacy/": ("oooooooo", "xxxxxxxx"),
    "accessibility/": ("oooooooo", "xxxxxxxx"),
    "api/v1/clinics": ("oooooooo", "xxxxxxxx"),
    "api/v1/clinics/<slug:slug>": ("oooooooo", "xxxxxxxx"),
    "api/v1/places": ("oooooooo", "xxxxxxxx"),
    "api/v1/openapi.json": ("oooooooo", "xxxxxxxx"),
    "api/v1/docs": ("oooooooo", "xxxxxxxx"),
    "api/v1/": ("nnnnnnnn", "nnnnnnnn"),
    "clinics/<slug:slug>/claim/": ("oooooooo", "looooooo"),
    "my/": ("looooooo", "lxxxxxxx"),
    "my/notices/": ("looooooo", "lxxxxxxx"),
    "my/notices/read/": ("lxxxxxxx", "looooooo"),
    "my/claims/<int:pk>/": ("lnonnnnn", "lxxxxxxx"),
    "my/claims/<int:pk>/code/": ("lxxxxxxx", "lnonnnnn"),
    "my/claims/<int:pk>/send/": ("lxxxxxxx", "lnonnnnn"),
    "my/claims/<int:pk>/withdraw/": ("lxxxxxxx", "lnonnnnn"),
    "my/claims/<int:pk>/answer/": ("lxxxxxxx", "lnonnnnn"),
    "my/claims/<int:pk>/call/": ("lxxxxxxx", "lrrrrror"),
    "my/claims/<int:pk>/documents/<int:document_pk>/": ("lnonnnon", "lxxxxxxx"),
    "my/clinics/<slug:slug>/people/": ("lrrrorro", "lrrrorro"),
    "my/clinics/<slug:slug>/people/leave/": ("lrrrorro", "lrrrorro"),
    "my/clinics/<slug:slug>/people/<int:pk>/remove/": ("lxxxxxxx", "lrrrorro"),
    "my/clinics/<slug:slug>/invitations/<int:pk>/take-back/": ("lxxxxxxx", "lrrrorro"),
    "invitations/<str:token>/": ("looooooo", "looooooo"),
    "my/clinics/<slug:slug>/edit/": ("lrrrorro", "lrrrorro"),
    "my/clinics/<slug:slug>/edit/draft/": ("lrrrxrrx", "lrrrorro"),
    "my/clinics/<slug:slug>/edit/discard/": ("lrrrxrrx", "lrrrorro"),
    "my/clinics/<slug:slug>/review/": ("lrrrorro", "lrrrorro"),
    "my/clinics/<slug:slug>/changes/": ("lrrrorro", "lrrrxrrx"),
    "my/clinics/<slug:slug>/changes/<int:pk>/withdraw/": ("lrrrxrrx", "lrrrorro"),
    "my/clinics/<slug:slug>/confirm/": ("lrrrorro", "lrrrorro"),
    "my/clinics/<slug:slug>/adopt/": ("lrrrxrrx", "lrrrorro"),
    "my/edit-several/": ("looooooo", "looooooo"),
    "my/edit-several/propose/": ("lxxxxxxx", "looooooo"),
    "my/clinics.csv": ("looooooo", "lxxxxxxx"),
    "my/clinics/upload/": ("looooooo", "looooooo"),
    "moderation/": ("lrrrrroo", "lrrrrrxx"),
    "moderation/next/": ("lrrrrrxx", "lrrrrroo"),
    "moderation/decided/": ("lrrrrroo", "lrrrrrxx"),
    "moderation/clinics/<slug:slug>/": ("lrrrrroo", "lrrrrrxx"),
    "moderation/claim/<int:pk>/": ("lrrrrroo", "lrrrrror"),
    "moderation/claim/<int:pk>/undo/": ("lrrrrrxx", "lrrrrror"),
    "moderation/change/<int:pk>/": ("lrrrrroo", "lrrrrror"),
    "moderation/change/<int:pk>/undo/": ("lrrrrrxx", "lrrrrror"),
    "moderation/<slug:kind>/<int:pk>/take/": ("lrrrrrxx", "lrrrrror"),
    "moderation/<slug:kind>/<int:pk>/release/": ("lrrrrrxx", "lrrrrroo"),
    "accounts/login/": ("oooooooo", "oooooooo"),
    "accounts/logout/": ("oooooooo", "oooooooo"),
    "accounts/inactive/": ("oooooooo", "xxxxxxxx"),
    "accounts/signup/": ("oooooooo", "oooooooo"),
    "accounts/reauthenticate/": ("looooooo", "looooooo"),
    "accounts/email/": ("looooooo", "looooooo"),
    "accounts/confirm-email/": ("oooooooo", "xxxxxxxx"),
    "accounts/password/change/": ("looooooo", "looooooo"),
    "accounts/password/set/": ("looooooo", "looooooo"),
    "accounts/password/reset/": ("oooooooo", "oooooooo"),
    "accounts/login/code/confirm/": ("looooooo", "looooooo"),
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": ("oooooooo", "nnnnnnnn"),
    "accounts/password/reset/key/done/": ("oooooooo", "xxxxxxxx"),
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": ("oooooooo", "oooooooo"),
    "accounts/password/reset/done/": ("oooooooo", "xxxxxxxx"),
    "accounts/2fa/": ("looooooo", "lxxxxxxx"),
    "accounts/2fa/authenticate/": ("looooooo", "looooooo"),
    "accounts/2fa/reauthenticate/": ("laaaaaoo", "laaaaaoo"),
    "accounts/2fa/totp/activate/": ("laaaaaaa", "laaaaaaa"),
    "accounts/2fa/totp/deactivate/": ("lnnnnnaa", "lnnnnnaa"),
    "accounts/2fa/recovery-codes/": ("lnnnnnnn", "lxxxxxxx"),
    "accounts/2fa/recovery-codes/generate/": ("laaaaaaa", "laaaaaaa"),
    "accounts/2fa/recovery-codes/download/": ("lnnnnnnn", "lnnnnnnn"),
    "accounts/2fa/webauthn/": ("looooooo", "lxxxxxxx"),
    "accounts/2fa/webauthn/add/": ("laaaaaaa", "laaaaaaa"),
    "accounts/2fa/webauthn/reauthenticate/": ("laaaaaaa", "laaaaaaa"),
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": ("laaaaaaa", "laaaaaaa"),
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": ("laaaaaaa", "laaaaaaa"),
    "accounts/2fa/webauthn/login/": ("looooooo", "looooooo"),
    "accounts/sessions/": ("looooooo", "looooooo"),
    "demo/mail/": ("oooooooo", "xxxxxxxx"),
    "demo/codes/": ("oooooooo", "xxxxxxxx"),
    "healthz": ("oooooooo", "xxxxxxxx"),
    "readyz": ("oooooooo", "xxxxxxxx"),
    "robots.txt": ("oooooooo", "xxxxxxxx"),
    "sitemap.xml": ("oooooooo", "xxxxxxxx"),
    "sitemap-pages.xml": ("oooooooo", "xxxxxxxx"),
    "sitemap-clinics-<int:number>.xml": ("oooooooo", "xxxxxxxx"),
}
# fmt: on
"""Address → what GET and what POST does for each role, in their order. Other methods: never."""


def markdown() -> str:
    """The table in words, for people."""
    head = ["address", "method", *ROLES]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for address, rows in TABLE.items():
        for method, row in zip(("GET", "POST"), rows, strict=True):
            words = [WORDS[letter] for letter in row]
            lines.append(f"| `/{address}` | {method} | {' | '.join(words)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(markdown())
