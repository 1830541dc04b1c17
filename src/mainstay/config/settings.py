"""Django's settings, for one office on SQLite and for a billing company on PostgreSQL alike."""

import os
from pathlib import Path

from mainstay.config.sqlite import install_safe_sqlite

install_safe_sqlite()

from mainstay.config import environment  # noqa: E402  (after the database library is in place)

SOURCE = Path(__file__).resolve().parents[1]
HOME = environment.home()

SECRET_KEY = environment.secret("SECRET_KEY")
AUDIT_KEY = environment.secret("AUDIT_KEY")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("MAINSTAY_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("MAINSTAY_ORIGINS", "").split(",") if o]
IS_LOOPBACK_ONLY = set(ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]", "testserver"}
# Set only by `mainstay demo` for the server it starts itself on a loopback address.
DEMO_SIGN_IN = os.environ.get("MAINSTAY_DEMO_SIGN_IN") == "1" and IS_LOOPBACK_ONLY

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "mainstay.foundation.db",
    "mainstay.foundation.tenancy",
    "mainstay.foundation.files",
    "mainstay.foundation.events",
    "mainstay.foundation.jobs",
    "mainstay.foundation.audit",
    "mainstay.foundation.accounts",
    "mainstay.foundation.ledger",
    "mainstay.foundation.work",
    "mainstay.directory.providers",
    "mainstay.directory.payers",
    "mainstay.frontoffice.patients",
    "mainstay.frontoffice.coverage",
    "mainstay.revenue.exchange",
    "mainstay.revenue.charges",
    "mainstay.revenue.claims",
    "mainstay.revenue.receipts",
    "mainstay.revenue.remits",
    "mainstay.revenue.denials",
    "mainstay.oversight.insight",
    "mainstay.pipelines",
    "mainstay.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "mainstay.config.urls"
WSGI_APPLICATION = "mainstay.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "config_cache",
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
FILE_STORE = HOME / "store"
