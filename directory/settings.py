"""Every setting of the site, in Django's order; whatever is dangerous is off unless asked for."""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from directory.devserver import database
from directory.site import documents

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
"""The demo mode: fictitious clinics may be made, and every page says that they are."""


def _secret_key() -> str:
    """SECRET_KEY, or the one `manage.py` keeps for this checkout while DEBUG or DEMO is on."""
    if key := env.str("SECRET_KEY", default=""):
        return key
    if DEBUG or DEMO:
        return database.local_secret_key()
    raise ImproperlyConfigured("SECRET_KEY is not set (DEBUG=1 or DEMO=1 makes one).")


SECRET_KEY = _secret_key()
ADDRESS_KEYS = env.list("ADDRESS_KEYS", default=[])
"""What the writers' addresses are sealed with, newest first; without it, SECRET_KEY."""
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", default="")
"""Scheme and host that absolute addresses begin with; without it, those of the request."""

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
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "directory.site.methods.pages_and_forms",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "directory_cache",
    },
    # Counts the API's requests, in the memory of each process: an answer of the API must not write
    # to the database. With two workers, a network may ask up to twice as often. Of more networks
    # than MAX_ENTRIES, those that asked longest ago are forgotten. Full, it takes some 50 MB.
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
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my"

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEBUG or DEMO else "https"
ACCOUNT_ADAPTER = "allauth.account.adapter.DefaultAccountAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("PROXY", default=False) else 0
"""Rate limits count by the address that the proxy saw."""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Clinic Directory"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO

DEMO_MAIL_FOLDER = env.str("DEMO_MAIL_FOLDER", default=str(BASE_DIR / ".mail"))
if DEMO and not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "directory.devserver.demo_mail.KeptMail"
else:
    EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
    vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="directory@localhost")

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="America/New_York")

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

MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / ".media"))
"""Documents handed in, unless DOCUMENTS_URL names a bucket: served by views that ask who may."""
FILE_UPLOAD_HANDLERS = [
    "clinics.documents.uploads.NoMoreThanADocument",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 25
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["br", "gz", "map", "png", "woff", "woff2"]
"""No reader fetches a source map, and compressing them took most of `collectstatic`'s time."""

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str] | str] = {
    "camera": [],
    "display-capture": [],
    "geolocation": "self",
    "microphone": [],
    "payment": [],
    "usb": [],
}

HTTPS = env.bool("HTTPS", default=not (DEBUG or DEMO))
"""Whether readers reach the site by HTTPS: decides secure cookies, redirect and HSTS."""
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("PROXY", False) else None
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None
"""Gone with the browser: who wrote a review leaves no cookie of a year behind."""
X_FRAME_OPTIONS = "DENY"

CLINICS_GEOCODER = "directory.places.locate.AddressBook"
"""Where `clinics` learns which point an address has, without knowing this site."""

API_SEARCHES_A_MINUTE = 120
"""A search takes some 50 ms of a core: one network takes at most a tenth of it."""
API_REQUESTS_A_MINUTE = 600
"""Other requests take some 15 ms. To read 10,000 clinics one by one takes a quarter of an hour."""
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "directory.api.openapi.ApiSchema",
    "DEFAULT_THROTTLE_CLASSES": ["directory.api.throttles.NetworkThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "api-search": f"{API_SEARCHES_A_MINUTE}/min",
        "api": f"{API_REQUESTS_A_MINUTE}/min",
    },
    "EXCEPTION_HANDLER": "directory.api.problems.handler",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Clinic Directory",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SORT_OPERATION_PARAMETERS": False,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["directory.api.openapi.tidy"],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_queries": {"()": "directory.site.logs.WithoutQueries"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_queries"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    # gunicorn's too: of a malformed request it would write the whole line, and who sent it.
    "loggers": {name: {"handlers": [], "propagate": True} for name in ("django", "gunicorn.error")},
}
