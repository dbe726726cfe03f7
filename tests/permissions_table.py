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
    "moderator whose session is older than the second factor",
    "moderator",
    "moderator who speaks for this clinic",
)

FOR_EVERYBODY = {
    "", "clinics/<slug:slug>/", "clinics/<slug:slug>/history/", "clinics/<slug:slug>/reviews/",
    "clinics/<slug:slug>/claim/", "clinics/<slug:slug>/wrong/", "guide/", "guide/<slug:code>/",
    "how-we-verify/", "how-we-rank/", "privacy/", "accessibility/", "robots.txt", "sitemap.xml",
    "sitemap-pages.xml", "sitemap-clinics-<int:number>.xml",
    "api/v1/", "api/v1/clinics", "api/v1/clinics/<slug:slug>", "api/v1/places",
    "api/v1/openapi.json", "api/v1/docs",
}  # fmt: skip
"""Addresses whose answers a stranger's browser may keep: they are the same for everybody."""

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
    "": ("ooooooooo", "xxxxxxxxx"),
    "search/": ("ooooooooo", "xxxxxxxxx"),
    "clinics/<slug:slug>/": ("ooooooooo", "xxxxxxxxx"),
    "clinics/<slug:slug>/history/": ("ooooooooo", "xxxxxxxxx"),
    "compare/": ("ooooooooo", "xxxxxxxxx"),
    "compare.csv": ("ooooooooo", "xxxxxxxxx"),
    "compare.json": ("ooooooooo", "xxxxxxxxx"),
    "questions/": ("ooooooooo", "xxxxxxxxx"),
    "guide/": ("ooooooooo", "xxxxxxxxx"),
    "guide/<slug:code>/": ("ooooooooo", "xxxxxxxxx"),
    "how-we-verify/": ("ooooooooo", "xxxxxxxxx"),
    "how-we-rank/": ("ooooooooo", "xxxxxxxxx"),
    "privacy/": ("ooooooooo", "xxxxxxxxx"),
    "accessibility/": ("ooooooooo", "xxxxxxxxx"),
    "api/v1/clinics": ("ooooooooo", "xxxxxxxxx"),
    "api/v1/clinics/<slug:slug>": ("ooooooooo", "xxxxxxxxx"),
    "api/v1/places": ("ooooooooo", "xxxxxxxxx"),
    "api/v1/openapi.json": ("ooooooooo", "xxxxxxxxx"),
    "api/v1/docs": ("ooooooooo", "xxxxxxxxx"),
    "api/v1/": ("nnnnnnnnn", "nnnnnnnnn"),
    "clinics/<slug:slug>/claim/": ("ooooooooo", "loooooooo"),
    "my/": ("loooooooo", "lxxxxxxxx"),
    "my/notices/": ("loooooooo", "lxxxxxxxx"),
    "my/notices/read/": ("lxxxxxxxx", "loooooooo"),
    "my/claims/<int:pk>/": ("lnonnnnnn", "lxxxxxxxx"),
    "my/claims/<int:pk>/code/": ("lxxxxxxxx", "lnonnnnnn"),
    "my/claims/<int:pk>/send/": ("lxxxxxxxx", "lnonnnnnn"),
    "my/claims/<int:pk>/withdraw/": ("lxxxxxxxx", "lnonnnnnn"),
    "my/claims/<int:pk>/answer/": ("lxxxxxxxx", "lnonnnnnn"),
    "my/claims/<int:pk>/call/": ("lxxxxxxxx", "lrrrrrror"),
    "my/claims/<int:pk>/documents/<int:document_pk>/": ("lnonnnnon", "lxxxxxxxx"),
    "my/claims/<int:pk>/documents/<int:document_pk>/pages/<int:first>/":
        ("lnonnnnon", "lxxxxxxxx"),
    "my/claims/<int:pk>/documents/<int:document_pk>/pages/<int:first>.png":
        ("lnonnnnon", "lxxxxxxxx"),
    "my/clinics/<slug:slug>/members/": ("lrrrorrro", "lrrrorrro"),
    "my/clinics/<slug:slug>/people/": ("loooooooo", "loooooooo"),
    "my/clinics/<slug:slug>/members/leave/": ("lrrrorrro", "lrrrorrro"),
    "my/clinics/<slug:slug>/members/<int:pk>/remove/": ("lxxxxxxxx", "lrrrorrro"),
    "my/clinics/<slug:slug>/invitations/<int:pk>/take-back/": ("lxxxxxxxx", "lrrrorrro"),
    "invitations/<str:token>/": ("loooooooo", "loooooooo"),
    "my/clinics/<slug:slug>/edit/": ("lrrrorrro", "lrrrorrro"),
    "my/clinics/<slug:slug>/edit/draft/": ("lrrrxrrrx", "lrrrorrro"),
    "my/clinics/<slug:slug>/edit/discard/": ("lrrrxrrrx", "lrrrorrro"),
    "my/clinics/<slug:slug>/review/": ("lrrrorrro", "lrrrorrro"),
    "my/clinics/<slug:slug>/changes/": ("lrrrorrro", "lrrrxrrrx"),
    "my/clinics/<slug:slug>/changes/<int:pk>/withdraw/": ("lrrrxrrrx", "lrrrorrro"),
    "my/clinics/<slug:slug>/confirm/": ("lrrrorrro", "lrrrorrro"),
    "my/clinics/<slug:slug>/adopt/": ("lrrrxrrrx", "lrrrorrro"),
    "my/clinics/<slug:slug>/clinicians/": ("lrrrorrro", "lxxxxxxxx"),
    "my/clinics/<slug:slug>/staff/": ("loooooooo", "loooooooo"),
    "my/clinics/<slug:slug>/clinicians/add/": ("lrrrorrro", "lrrrorrro"),
    "my/clinics/<slug:slug>/clinicians/own/state/": ("lrrrorrro", "lrrrorrro"),
    "my/clinics/<slug:slug>/clinicians/<int:pk>/state/": ("lrrrorrro", "lrrrorrro"),
    "my/clinics/<slug:slug>/clinicians/<int:pk>/left/": ("lrrrorrro", "lrrrorrro"),
    "my/clinics/<slug:slug>/clinicians/credentials/<int:pk>/renew/": ("lrrrorrro", "lrrrorrro"),
    "my/clinics/<slug:slug>/clinicians/credentials/<int:pk>/withdraw/": ("lrrrorrro", "lrrrorrro"),
    "my/clinics/<slug:slug>/clinicians/evidence/<int:pk>/": ("lnnnonnoo", "lxxxxxxxx"),
    "my/clinics/<slug:slug>/clinicians/evidence/<int:pk>/pages/<int:first>/":
        ("lnnnonnoo", "lxxxxxxxx"),
    "my/clinics/<slug:slug>/clinicians/evidence/<int:pk>/pages/<int:first>.png":
        ("lnnnonnoo", "lxxxxxxxx"),
    "my/edit-several/": ("loooooooo", "loooooooo"),
    "my/edit-several/propose/": ("lxxxxxxxx", "loooooooo"),
    "my/clinics.csv": ("loooooooo", "lxxxxxxxx"),
    "my/clinics/upload/": ("loooooooo", "loooooooo"),
    "clinics/<slug:slug>/reviews/": ("ooooooooo", "xxxxxxxxx"),
    "clinics/<slug:slug>/review/": ("ooooooooo", "ooooooooo"),
    "clinics/<slug:slug>/review/link/": ("ooooooooo", "ooooooooo"),
    "clinics/<slug:slug>/wrong/": ("nnnnnnnnn", "nnnnnnnnn"),  # without its `code`
    "reviews/confirm/<str:token>/": ("ooooooooo", "ooooooooo"),
    "reviews/keep/<str:token>/": ("ooooooooo", "xxxxxxxxx"),
    "reviews/keep/<str:token>/edit/": ("ooooooooo", "ooooooooo"),
    "reviews/keep/<str:token>/withdraw/": ("ooooooooo", "ooooooooo"),
    "reviews/keep/<str:token>/erase/": ("ooooooooo", "ooooooooo"),
    "my/clinics/<slug:slug>/reviews/": ("lrrrorrro", "lrrrxrrrx"),
    "my/clinics/<slug:slug>/reviews/<int:pk>/reply/": ("lrrrorrro", "lrrrorrro"),
    "my/clinics/<slug:slug>/replies/<int:pk>/withdraw/": ("lrrrxrrrx", "lrrrorrro"),
    "my/clinics/<slug:slug>/stories/": ("lrrrorrro", "lrrrorrro"),
    "my/clinics/<slug:slug>/stories/<int:pk>/withdraw/": ("lrrrxrrrx", "lrrrorrro"),
    "my/clinics/<slug:slug>/reports/": ("lrrrorrro", "lrrrxrrrx"),
    "my/clinics/<slug:slug>/reports/<int:pk>/": ("lrrrorrro", "lrrrorrro"),
    "moderation/": ("lrrrrrroo", "lrrrrrrxx"),
    "moderation/next/": ("lrrrrrrxx", "lrrrrrroo"),
    "moderation/decided/": ("lrrrrrroo", "lrrrrrrxx"),
    "moderation/clinics/<slug:slug>/": ("lrrrrrroo", "lrrrrrrxx"),
    "moderation/clinics/<slug:slug>/notes/": ("lrrrrrrxx", "lrrrrrror"),
    "moderation/clinics/<slug:slug>/trail.csv": ("lrrrrrroo", "lrrrrrrxx"),
    "moderation/claim/<int:pk>/": ("lrrrrrroo", "lrrrrrror"),
    "moderation/claim/<int:pk>/undo/": ("lrrrrrrxx", "lrrrrrror"),
    "moderation/change/<int:pk>/": ("lrrrrrroo", "lrrrrrror"),
    "moderation/change/<int:pk>/undo/": ("lrrrrrrxx", "lrrrrrror"),
    "moderation/change/<int:pk>/again/": ("lrrrrrrxx", "lrrrrrror"),
    "moderation/credential/<int:pk>/": ("lrrrrrroo", "lrrrrrror"),
    "moderation/credential/<int:pk>/again/": ("lrrrrrrxx", "lrrrrrror"),
    "moderation/reply/<int:pk>/": ("lrrrrrroo", "lrrrrrror"),
    "moderation/reply/<int:pk>/again/": ("lrrrrrrxx", "lrrrrrror"),
    "moderation/story/<int:pk>/": ("lrrrrrroo", "lrrrrrror"),
    "moderation/story/<int:pk>/again/": ("lrrrrrrxx", "lrrrrrror"),
    "moderation/report/<int:pk>/": ("lrrrrrroo", "lrrrrrror"),
    "moderation/report/<int:pk>/again/": ("lrrrrrrxx", "lrrrrrror"),
    "moderation/distress-report/<int:pk>/": ("lrrrrrroo", "lrrrrrror"),
    "moderation/distress-report/<int:pk>/again/": ("lrrrrrrxx", "lrrrrrror"),
    "moderation/review/<int:pk>/": ("lrrrrrroo", "lrrrrrror"),
    "moderation/review/<int:pk>/again/": ("lrrrrrrxx", "lrrrrrror"),
    "moderation/distress/<int:pk>/": ("lrrrrrroo", "lrrrrrror"),
    "moderation/distress/<int:pk>/again/": ("lrrrrrrxx", "lrrrrrror"),
    "moderation/<slug:kind>/<int:pk>/take/": ("lrrrrrrxx", "lrrrrrror"),
    "moderation/<slug:kind>/<int:pk>/release/": ("lrrrrrrxx", "lrrrrrroo"),
    "moderation/<slug:kind>/<int:pk>/next/": ("lrrrrrrxx", "lrrrrrroo"),
    "moderation/<slug:kind>/<int:pk>/skip/": ("lrrrrrrxx", "lrrrrrror"),
    "accounts/login/": ("ooooooooo", "ooooooooo"),
    "accounts/logout/": ("ooooooooo", "ooooooooo"),
    "accounts/inactive/": ("ooooooooo", "xxxxxxxxx"),
    "accounts/signup/": ("ooooooooo", "ooooooooo"),
    "accounts/reauthenticate/": ("loooooooo", "loooooooo"),
    "accounts/email/": ("loooooooo", "loooooooo"),
    "accounts/confirm-email/": ("loooooooo", "loooooooo"),
    "accounts/password/change/": ("loooooooo", "loooooooo"),
    "accounts/password/set/": ("loooooooo", "loooooooo"),
    "accounts/password/reset/": ("ooooooooo", "ooooooooo"),
    "accounts/login/code/confirm/": ("loooooooo", "loooooooo"),
    "accounts/password/reset/key/done/": ("ooooooooo", "xxxxxxxxx"),
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$":
        ("ooooooooo", "ooooooooo"),
    "accounts/password/reset/done/": ("ooooooooo", "xxxxxxxxx"),
    "accounts/2fa/": ("loooooooo", "lxxxxxxxx"),
    "accounts/2fa/authenticate/": ("loooooooo", "loooooooo"),
    "accounts/2fa/reauthenticate/": ("laaaaaooo", "laaaaaooo"),
    "accounts/2fa/totp/activate/": ("laaaaaaaa", "laaaaaaaa"),
    "accounts/2fa/totp/deactivate/": ("lnnnnnaaa", "lnnnnnaaa"),
    "accounts/2fa/recovery-codes/": ("lnnnnnnnn", "lxxxxxxxx"),
    "accounts/2fa/recovery-codes/generate/": ("laaaaaaaa", "laaaaaaaa"),
    "accounts/2fa/recovery-codes/download/": ("lnnnnnnnn", "lnnnnnnnn"),
    "accounts/2fa/webauthn/": ("loooooooo", "lxxxxxxxx"),
    "accounts/2fa/webauthn/add/": ("laaaaaaaa", "laaaaaaaa"),
    "accounts/2fa/webauthn/reauthenticate/": ("laaaaaaaa", "laaaaaaaa"),
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": ("laaaaaaaa", "laaaaaaaa"),
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": ("laaaaaaaa", "laaaaaaaa"),
    "accounts/2fa/webauthn/login/": ("loooooooo", "loooooooo"),
    "accounts/sessions/": ("loooooooo", "loooooooo"),
    "demo/mail/": ("ooooooooo", "xxxxxxxxx"),
    "demo/codes/": ("ooooooooo", "xxxxxxxxx"),
    "healthz": ("ooooooooo", "xxxxxxxxx"),
    "readyz": ("ooooooooo", "xxxxxxxxx"),
    "robots.txt": ("ooooooooo", "xxxxxxxxx"),
    "sitemap.xml": ("ooooooooo", "xxxxxxxxx"),
    "sitemap-pages.xml": ("ooooooooo", "xxxxxxxxx"),
    "sitemap-clinics-<int:number>.xml": ("ooooooooo", "xxxxxxxxx"),
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
