"""The settings. Everything that differs between places comes from the environment: see the README's table."""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.management.utils import get_random_secret_key
from django.utils.csp import CSP

from advisor.environment import address, folder, framers, names, origin, redis, switch, whole
from advisor.production.logs import logging_settings

BASE_DIR = Path(__file__).parent.parent

DEBUG = switch("ADVISOR_DEBUG", default=False)
# Absolute links are built from this and never from the Host header, which a visitor can forge.
ADVISOR_ORIGIN = origin("ADVISOR_ORIGIN", default="http://127.0.0.1:8000" if DEBUG else None)
ALLOWED_HOSTS = [str(urlsplit(ADVISOR_ORIGIN).hostname), *names("ADVISOR_ALLOWED_HOSTS")]
if DEBUG:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
# Nothing is signed: no session, no cookie, no form that is posted. Django wants a key all the same.
SECRET_KEY = get_random_secret_key()

# Where readers say that an advice or a price is wrong; without it no page has such a link.
ADVISOR_TRACKER = address("ADVISOR_TRACKER", holding="{permalink}")

ROOT_URLCONF = "advisor.urls"
WSGI_APPLICATION = "advisor.wsgi.application"
INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "django_htmx",
    "advisor",
]
MIDDLEWARE = [
    "advisor.production.observing.observe",
    "advisor.middleware.bodiless_head",
    "django.middleware.security.SecurityMiddleware",
    # Pages that are being worked on must not be answered from before.
    *([] if DEBUG else ["advisor.production.keeping.keep"]),
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "advisor.middleware.response_headers",
    "advisor.production.health.answer_probes",
    "advisor.middleware.files_of_other_versions",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "advisor.compression.compress_text",
    "django.middleware.common.CommonMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "advisor.middleware.drop_tracking_keys",
    "advisor.production.limits.limit",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "advisor.context.site",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "plain"
CRISPY_FAIL_SILENTLY = False

# Reports are rendered in processes of their own: in each web process so many at once and so many waiting, each with
# so much time and memory. The cache keeps what was made.
ADVISOR_PDF_WORKERS = whole("ADVISOR_PDF_WORKERS", default=2, least=1, most=32)
ADVISOR_PDF_QUEUE = whole("ADVISOR_PDF_QUEUE", default=2, least=0, most=1000)
ADVISOR_PDF_SECONDS = whole("ADVISOR_PDF_SECONDS", default=20, least=1, most=600)
ADVISOR_PDF_MEGABYTES = whole("ADVISOR_PDF_MEGABYTES", default=1500, least=0, most=65_536)
# The workers of one server share a folder of their own; a single process keeps reports in its memory.
ADVISOR_SCRATCH = folder("ADVISOR_SCRATCH")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    "reports": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache"
        if ADVISOR_SCRATCH
        else "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": f"{ADVISOR_SCRATCH}/reports" if ADVISOR_SCRATCH else "reports",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

# Replicas share what limits count, and reports, through a Redis or Valkey; without one each process is on its own.
ADVISOR_REDIS = redis("ADVISOR_REDIS")
ADVISOR_PDF_PER_MINUTE = whole("ADVISOR_PDF_PER_MINUTE", default=30, least=0, most=1_000_000)
ADVISOR_BATCH_PER_MINUTE = whole("ADVISOR_BATCH_PER_MINUTE", default=30, least=0, most=1_000_000)
ADVISOR_KEPT_MEGABYTES = whole("ADVISOR_KEPT_MEGABYTES", default=16, least=0, most=4096)

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    }
}

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# The frame of the widget alone may be framed; in a sandbox, where nothing is 'self', it loads its files by address.
FRAME_CSP = SECURE_CSP | {
    "script-src": [CSP.SELF, ADVISOR_ORIGIN],
    "style-src": [CSP.SELF, ADVISOR_ORIGIN],
    "font-src": [CSP.NONE],
    "img-src": [CSP.SELF, "data:", ADVISOR_ORIGIN],
    "connect-src": [CSP.SELF, ADVISOR_ORIGIN],
    "frame-ancestors": framers("ADVISOR_FRAME_ANCESTORS"),
}
# The page where the widget is tried out shows it in a frame.
CUSTOMIZER_CSP = SECURE_CSP | {"frame-src": [CSP.SELF]}
SECURE_REFERRER_POLICY = "same-origin"  # answers stand in the address: no other site gets to see it
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
BEHIND_PROXY = switch("ADVISOR_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# How many proxies of ours append to X-Forwarded-For before a request is here.
ADVISOR_PROXY_HOPS = whole("ADVISOR_PROXY_HOPS", default=1 if BEHIND_PROXY else 0, least=0, most=10)
HTTPS = ADVISOR_ORIGIN.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS and SECURE_PROXY_SSL_HEADER is not None
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz)$"]  # probes come to one replica, past the proxy
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # framing is forbidden by the Content-Security-Policy, not by X-Frame-Options
    "security.W003",  # nothing is stored and no cookie is read, so there is no form to protect with a token
]
if not HTTPS:
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008"]  # an http origin was chosen on purpose

LOGGING = logging_settings(plain=DEBUG)
