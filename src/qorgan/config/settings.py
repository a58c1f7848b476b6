"""One settings file: safe defaults, the environment over them. `docs/operate.md` lists every variable."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from qorgan.config import database
from qorgan.config.refusal import Refused
from qorgan.config.secret import derive_or_make_secret

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def _log_level() -> str:
    level = os.environ.get("QORGAN_LOG_LEVEL", "WARNING").upper()
    if level not in LOG_LEVELS:
        raise Refused("CFG-35", f"QORGAN_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}.")
    return level


# -- where things lie -------------------------------------------------------------------------------
DATA_DIR = database.data_dir(os.environ)
KEY_FILE = Path(os.environ.get("QORGAN_KEY_FILE", DATA_DIR.parent / f"{DATA_DIR.name}-keys" / "instance.key"))
KEY_COMMAND = os.environ.get("QORGAN_KEY_COMMAND", "")  # a KMS or HSM instead of the key file
WITNESS_DIR = Path(os.environ.get("QORGAN_WITNESS", DATA_DIR.parent / f"{DATA_DIR.name}-witness"))
DOCUMENTS_DIR = DATA_DIR / "documents"
CHECKPOINTS = _flag("QORGAN_CHECKPOINTS", default=True)  # off only where another process signs them

# -- what kind of instance this is --------------------------------------------------------------------
DEBUG = _flag("QORGAN_DEBUG")
DEMO = _flag("QORGAN_DEMO")  # sign-in by picking an officer; refused on any database not marked as demo
SECRET_KEY = derive_or_make_secret(os.environ, DATA_DIR)
ALLOWED_HOSTS = [h for h in os.environ.get("QORGAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("QORGAN_ORIGINS", "").split(",") if o]
INSECURE_COOKIES = _flag("QORGAN_PLAIN_HTTP", default=DEMO)  # loopback only; start-up refuses it elsewhere

# -- the house: each floor uses only what lies below it -----------------------------------------------
ROOMS = [
    "qorgan.web",
    "qorgan.web.desk",
    "qorgan.web.public",
    "qorgan.legislation",
    "qorgan.referrals",
    "qorgan.linking",
    "qorgan.cases",
    "qorgan.reports",
    "qorgan.children",
    "qorgan.documents",
    "qorgan.deadlines",
    "qorgan.agencies",
    "qorgan.keyring",
    "qorgan.journal",
]
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "qorgan.web.middleware.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "qorgan.web.middleware.IdleLock",
    "qorgan.web.middleware.SecondFactor",
    "qorgan.web.middleware.Scope",
]
ROOT_URLCONF = "qorgan.config.urls"
WSGI_APPLICATION = "qorgan.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qorgan.web.context.page",
            ],
        },
    }
]
FORM_RENDERER = "qorgan.web.components.renderer.PageRenderer"

# -- database -----------------------------------------------------------------------------------------
DATABASES = {"default": database.resolve(os.environ, DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES: dict[str, str] = {}
CACHES = {  # TOTP replay protection lives in the cache: it must be shared by all workers
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"}
}

# -- people ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "agencies.Officer"
AUTHENTICATION_BACKENDS = ["qorgan.web.signin.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "demo:choose" if DEMO else "account_login"
LOGIN_REDIRECT_URL = "desk:today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "qorgan.web.signin.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = INSECURE_COOKIES
MFA_TOTP_ISSUER = "Qorgan"
MFA_TOTP_TOLERANCE = 1  # half a minute of wrong clocks
MFA_ADAPTER = "qorgan.web.signin.MFAAdapter"

# -- sessions and cookies ---------------------------------------------------------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600  # absolute limit
SESSION_SAVE_EVERY_REQUEST = False
IDLE_SECONDS = 15 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
_PREFIX = "" if INSECURE_COOKIES else "__Host-"
SESSION_COOKIE_NAME = f"{_PREFIX}qorgan-sitting"
CSRF_COOKIE_NAME = f"{_PREFIX}qorgan-form"
LANGUAGE_COOKIE_NAME = "qorgan-language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not INSECURE_COOKIES
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "qorgan.web.errors.csrf_failure"

# -- headers ----------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" makes browsers send "Origin: null", and forms fail
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 0 if INSECURE_COOKIES else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not INSECURE_COOKIES
SECURE_SSL_REDIRECT = not INSECURE_COOKIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("QORGAN_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
_SELF = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [_SELF],
        "style-src": [_SELF],
        "img-src": [_SELF],
        "font-src": [_SELF],
        "connect-src": [_SELF],
        "form-action": [_SELF],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# -- languages: Kazakh first ------------------------------------------------------------------------------
LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", _("Kazakh")), ("ru", _("Russian")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Almaty"
FORMAT_MODULE_PATH = ["qorgan.web.formats"]
LOCALE_PATHS = [PACKAGE / "locale"]  # sentences of Django and allauth, completed and said kindly

# -- files --------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("QORGAN_STATIC", DATA_DIR / "static"))
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.InMemoryStorage"
    },  # documents have their own sealed store
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # never a temporary file
FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# -- logs carry no personal data ------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"bare": {"()": "qorgan.config.logs.BareRequests"}},
    "formatters": {"line": {"()": "qorgan.config.logs.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["bare"]}},
    "root": {"handlers": ["stderr"], "level": _log_level()},
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "qorgan.config.logs.NothingShown"

WORKING_DAYS_FILE = os.environ.get(
    "QORGAN_WORKING_DAYS", ""
)  # days off moved by order, before an update has them
MAIN_NAVIGATION = "qorgan.web.desk.navigation.entries"
EMERGENCY_NUMBERS = {"police": "102", "ambulance": "103", "child_helpline": "111"}
SILENCED_SYSTEM_CHECKS: list[str] = []
