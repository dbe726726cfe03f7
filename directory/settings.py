"""Every setting of the site, in Django's order. Everything dangerous is off by default."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from clinics.accounts.rates import RATES
from directory.devserver import database
from directory.site import documents, logs, mail
from directory.site.environment import Variables
from directory.site.of_the_api import (  # noqa: F401
    API_REQUESTS_A_MINUTE,
    API_SEARCHES_A_MINUTE,
    OPEN_DATA_A_MINUTE,
    REST_FRAMEWORK,
    SPECTACULAR_SETTINGS,
)
from directory.site.policies import CONTENT_SECURITY_POLICY, PERMISSIONS_POLICY  # noqa: F401
from directory.site.static_files import name_letters

BASE_DIR = Path(__file__).resolve().parent.parent
env = Variables(os.environ)

DEBUG = env.switch("DEBUG", default=False)
# The demo mode: fictitious clinics can be made, and every page says that they are fictitious.
DEMO = env.switch("DEMO", default=False)


def _secret_key() -> str:
    """SECRET_KEY. With DEBUG or DEMO on, it may be the key that is kept in this checkout."""
    if key := env.str("SECRET_KEY", default=""):
        return key
    if DEBUG or DEMO:
        return database.local_secret_key()
    raise ImproperlyConfigured("SECRET_KEY is not set (DEBUG=1 or DEMO=1 makes one).")


SECRET_KEY = _secret_key()
# Earlier values of SECRET_KEY, newest first. What they signed and sealed can still be read.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# The keys that encrypt the e-mail addresses of writers and the secrets of second factors, newest
# first. Without any: SECRET_KEY.
ADDRESS_KEYS = env.list("ADDRESS_KEYS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Scheme and host of the site; no other host or port is answered. Without it: those of the request.
SITE_URL = env.address("SITE_URL")
# The port of this machine that links lead to where there is neither; `serve` sets its own.
LOCAL_PORT = "8000"
# Where people write to whoever runs the site.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="contact@demo.example" if DEMO else "")
# Whether listed clinics that nobody speaks for are told so: one mail an address, ever.
TELL_LISTED_CLINICS = env.switch("TELL_LISTED_CLINICS", default=False)
# Whether a proxy stands in front, which ends TLS and says who asks.
PROXY = env.switch("PROXY", default=False)

INSTALLED_APPS = [
    "clinics",
    "directory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "pgtrigger",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # First what belongs on every answer, also on a redirect and on a refusal.
    "directory.sight.counting.seen",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "directory.site.private.kept_by_nobody",
    "django.middleware.security.SecurityMiddleware",
    "directory.site.hosts.one_host",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "directory.site.overload.in_time",
    "directory.site.methods.head_alone",
    "directory.site.methods.pages_and_forms",
    "directory.site.tracking.no_trackers",
    "directory.site.compressing.compressed",
    "directory.site.revalidating.revalidated",
    "directory.databases.positions.noting",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "directory.site.languages.language_of_the_path",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "directory.databases.clock.RightClock",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinics.accounts.sessions.end_old_sessions",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "directory.urls"
WSGI_APPLICATION = "directory.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "directory.site.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": database.settings_for(os.environ)}
# Copies of that database which PostgreSQL keeps true. Web processes read public pages from them.
DATABASE_REPLICAS = database.replicas_for(os.environ)
# So many seconds a statement of a web process may take. Commands may take their time.
STATEMENT_TIMEOUT = env.whole("STATEMENT_TIMEOUT", default=10)
# Whether DATABASE_URL of web processes leads to a PgBouncer that pools transactions.
PGBOUNCER = env.switch("PGBOUNCER", default=False)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "directory.site.shared_cache.SharedCache",
        "LOCATION": "directory_cache",
        "KEY_FUNCTION": "directory.site.cache_keys.hashed",
        # Limits against guessing are counted here. When there are more rows, Django throws a third
        # of them away, and whoever made them would have flushed the counts.
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    },
    # Counts the API's requests in the memory of each process, because a request of the API must
    # not write to the database. With two workers, a network can make up to twice as many requests.
    # When there are more networks than MAX_ENTRIES, the ones that have been quiet longest are
    # forgotten. A full cache takes about 50 MB.
    "throttles": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "throttles",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

AUTH_USER_MODEL = "clinics.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "clinics.accounts.passwords.GuessablePasswordValidator"},
    {"NAME": "clinics.accounts.passwords.StolenPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my"

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# A code that only works in the browser that signed up. A link would let somebody who signs up with
# another person's address have that person confirm it.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_FORMS = {
    "login": "clinics.accounts.forms.LoginForm",
    "reset_password": "clinics.accounts.forms.ResetPasswordForm",
    "add_email": "clinics.accounts.forms.AddEmailForm",
    "signup": "clinics.accounts.forms.SignupForm",
    "confirm_email_verification_code": "clinics.accounts.forms.ConfirmForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEBUG or DEMO else "https"
ACCOUNT_ADAPTER = "clinics.accounts.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = RATES
# Behind a proxy, rate limits count by the address that the proxy saw.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if PROXY else 0
# Of whom a second factor is asked before they act for their clinics: of those who speak for
# several, of all, or of none. Moderators always need one. The demo asks nobody, and says so.
SECOND_FACTOR_FOR = env.str("SECOND_FACTOR_FOR", default="none" if DEMO else "several")
if SECOND_FACTOR_FOR not in ("several", "all", "none"):
    raise ImproperlyConfigured("SECOND_FACTOR_FOR must be several, all or none.")
USERSESSIONS_ADAPTER = "clinics.accounts.session_list.ProvenAdapter"
MFA_ADAPTER = "clinics.accounts.second_factors.SealingAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Clinic Directory"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO

DEMO_MAIL_FOLDER = env.str("DEMO_MAIL_FOLDER", default=str(BASE_DIR / ".mail"))
vars().update(mail.settings_for(env.str("EMAIL_URL", default=""), demo=DEMO, debug=DEBUG))
# Seconds for each step: to connect, and for each answer. See clinics/mail_places.py.
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="directory@localhost")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
FORMAT_MODULE_PATH = ["directory.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.zone("TIME_ZONE", default="America/New_York")

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / ".static"
STORAGES = {
    "default": documents.storage(env.str("DOCUMENTS_URL", default="")),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# The folder of uploaded documents, unless DOCUMENTS_URL names a bucket. Only views that check
# permissions serve them.
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / ".media"))
# The folder of the data files that everybody may download, which `make_data_files` fills. Every
# machine that serves readers must see it. Without it there are no data files.
DATA_FOLDER = env.str("DATA_FOLDER", default=str(BASE_DIR / ".data") if DEBUG or DEMO else "")
# The folder of the nightly backups, on another disk than the database. Without it none are made.
BACKUP_FOLDER = env.str("BACKUP_FOLDER", default="")
FILE_UPLOAD_HANDLERS = [
    "clinics.documents.uploads.NoMoreThanADocument",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 25
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

WHITENOISE_ADD_HEADERS_FUNCTION = name_letters
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# "map": no reader fetches a source map, and compressing them took most of the time of
# `collectstatic`.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["br", "gz", "map", "png", "woff", "woff2"]

# Whether readers reach the site by HTTPS. Decides about secure cookies, the redirect and HSTS.
HTTPS = env.switch("HTTPS", default=not (DEBUG or DEMO))
SECURE_SSL_REDIRECT = HTTPS
SECURE_SSL_HOST = urlsplit(SITE_URL).netloc or None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY else None
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
# These two promise HTTPS for other sites of the domain, too. So the operator decides, and Django's
# warnings about them are off.
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env.switch("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = HTTPS and env.switch("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
# A browser takes a cookie with this prefix from this host alone, and over HTTPS alone.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_ENGINE = "clinics.accounts.actions.session_store"
# Nobody stays signed in for longer; see clinics/accounts/sessions.py for when sessions end earlier.
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
# The cookie goes when the browser closes. Django's default would show for a year on a shared
# device that somebody wrote a review.
CSRF_COOKIE_AGE = None
# Not in a cookie: some messages name an e-mail address.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"

# The class that finds the point of an address. `clinics` must not import `directory`, so it gets
# the name from here.
CLINICS_GEOCODER = "directory.places.locate.AddressBook"

# Whoever has this secret may read /metrics. Without it there are none, and nothing is counted.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
LOGGING = logs.from_environment(env)
