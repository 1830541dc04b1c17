"""Django's settings, for one office on SQLite and for a billing company on PostgreSQL alike."""

import os
from pathlib import Path

from mainstay.config.sqlite import install_safe_sqlite

install_safe_sqlite()

from mainstay.config import environment  # noqa: E402  (after the database library is in place)
from mainstay.foundation import logs  # noqa: E402

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
    "mainstay.oversight.quality",
    "mainstay.oversight.insight",
    "mainstay.pipelines",
    "mainstay.web",
]

MIDDLEWARE = [
    "mainstay.web.middleware.headers.HeadersMiddleware",
    "mainstay.web.middleware.tracing.TracingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mainstay.web.middleware.session_limits.SessionLimitsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mainstay.web.middleware.gate.GateMiddleware",
]

ROOT_URLCONF = "mainstay.config.urls"
WSGI_APPLICATION = "mainstay.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "web" / "templates"],  # before allauth's
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
                "mainstay.web.context.shell",
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
        # Used codes and tries live here: none may be pushed out while it still counts.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["mainstay.foundation.accounts.passwords.Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "mainstay.foundation.accounts.passwords.LongEnough"},
    {"NAME": "mainstay.foundation.accounts.passwords.NotOurWords"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Signing in (RELIABILITY 11): password and a code, for everyone, always. Nobody signs up.
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/start"
ACCOUNT_ADAPTER = "mainstay.web.signin.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/m/ip,5/15m/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_FORMS = {
    "login": "mainstay.web.signin.forms.LoginForm",
    "change_password": "mainstay.web.signin.forms.ChangePasswordForm",
    "reauthenticate": "mainstay.web.signin.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "mainstay.web.signin.forms.AuthenticateForm",
    "reauthenticate": "mainstay.web.signin.forms.CodeAgainForm",
    "activate_totp": "mainstay.web.signin.forms.ActivateForm",
}
MFA_ADAPTER = "mainstay.web.signin.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Mainstay"
MFA_RECOVERY_CODES_SHOW_ONCE = True

# Sessions end by themselves; `web.middleware.session_limits` holds the limits.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
IDLE_MINUTES = 15

# Plain http is only for loopback: the demo, tests, and a first look.
IS_SECURE_ONLY = not IS_LOOPBACK_ONLY
_PREFIX = "__Host-" if IS_SECURE_ONLY else ""
SESSION_COOKIE_NAME = f"{_PREFIX}session"
SESSION_COOKIE_SECURE = IS_SECURE_ONLY
CSRF_COOKIE_NAME = f"{_PREFIX}csrf"
CSRF_COOKIE_SECURE = IS_SECURE_ONLY
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mainstay.web.errors.expired_form"
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE_ONLY else None
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if IS_SECURE_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_SECURE_ONLY
# Toasts may name a claim: they wait on the server, never in a browser.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
# Served from the packages themselves: there is no step to forget after an upgrade.
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
FILE_STORE = HOME / "store"
TRANSCRIPTS = HOME / "transcripts"  # what files say, kept only until it is applied

# The demo's terminal belongs to its visitor: there only what went wrong is said.
LOGGING = logs.configuration("WARNING" if DEMO_SIGN_IN else "INFO")
