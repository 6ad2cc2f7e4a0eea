"""Django's settings: safe as they stand, moved only by the environment (see `environment`)."""

import os
from typing import Final

from csp.constants import NONE, SELF

from mipviz.installation import assets, environment

DATA: Final = environment.data_directory()

DEBUG = False
SECRET_KEY = environment.secret_key(DATA)
ALLOWED_HOSTS = environment.allowed_hosts()
OWN_ORIGINS = environment.own_origins()
TRUSTED_PROXIES = environment.trusted_proxies()

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "channels",
    "django_vite",
    "mipviz.links",
    "mipviz.pages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "mipviz.http.static_files.StaticFiles",
    "django.middleware.common.CommonMiddleware",
    "mipviz.pages.failures.Surroundings",
]
ROOT_URLCONF = "mipviz.site.urls"
ASGI_APPLICATION = "mipviz.site.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [assets.TEMPLATES],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"],
            "libraries": {"units": "mipviz.pages.templatetags.units"},
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "mipviz.sqlite3",
        "OPTIONS": {
            "timeout": 10,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False

# -- the browser's part ------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [assets.BUNDLE] if assets.BUNDLE.is_dir() else []
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"/assets/[^/]+-[\w-]{8}\.\w+$"
DJANGO_VITE = {"default": {"dev_mode": False, "manifest_path": assets.BUNDLE / "manifest.json"}}

# -- runs --------------------------------------------------------------------------------------

RUN_FOLDER = DATA / "runs"
RUN_BUDGET_OCTETS = 1 << 30
RUN_SECONDS = 120
WORKER_LIMIT = max(1, min(4, os.cpu_count() or 1))
WORKER_IDLE_SECONDS = 90

LESSONS = environment.lessons_directory()

# -- what a page may do ------------------------------------------------------------------------

EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
"""The hash of nothing: plotly puts an empty style element into the page and fills it by script."""
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, EMPTY_STYLE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
FILE_UPLOAD_HANDLERS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # What clients send is no error of the server's: a wrong Host is answered, not logged.
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "mipviz": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
