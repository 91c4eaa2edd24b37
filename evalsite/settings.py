"""Django settings: for a laptop by default, for a server through FACESTUDY_* variables (see `environment.py`)."""

from pathlib import Path

from evalsite import environment

environment.reject_unknown_variables()

ROOT = Path(__file__).resolve().parent.parent
STATE = environment.folder("STATE", ROOT / "var")
STORE = environment.folder("STORE", STATE / "store")
STORE_URL = environment.text("STORE_URL")
MEDIA = environment.media_server(environment.text("MEDIA", "site"), STORE_URL)
PRODUCTION = environment.flag("PRODUCTION")

SECRET_KEY = environment.secret_key(STATE, production=PRODUCTION)
SECRET_KEY_FALLBACKS = environment.comma_separated("SECRET_KEY_FALLBACKS")
DEBUG = False
ALLOWED_HOSTS = environment.comma_separated("HOSTS", "localhost,127.0.0.1,[::1]")
SITE_URL = environment.text("URL", "http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "evalsite.demo",
    "evalsite.doctor",
    "evalsite.supervisor",
    "evalsite.accounts",
    "evalsite.jobs",
    "evalsite.stimuli",
    "evalsite.studies",
    "evalsite.questionnaire",
    "evalsite.recruitment",
    "evalsite.results",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "evalsite.health.HealthMiddleware",
    # Before the middleware that may reject a request, so that these responses carry the policy too.
    "evalsite.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

# X-Frame-Options, which this check asks for, is superseded by frame-ancestors in the content security policy.
SILENCED_SYSTEM_CHECKS = ["security.W002"]

ROOT_URLCONF = "evalsite.urls"
WSGI_APPLICATION = "evalsite.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "evalsite" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": environment.database_settings(environment.text("DATABASE_URL"), STATE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "studies"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SESSION_COOKIE_AGE = 12 * 3600
RETENTION_DAYS = environment.days("RETENTION_DAYS", 90)

LANGUAGE_CODE = "en"
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
# Only production collects static files; elsewhere whitenoise would warn about a missing folder.
STATIC_ROOT = STATE / "static" if PRODUCTION else None
STATICFILES_DIRS = [ROOT / "evalsite" / "static", ROOT / "analysis" / "report" / "static"]
# On a laptop and in tests the finders serve static files; in production they are hashed and compressed.
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
    **environment.storage_settings(STORE_URL),
}

SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": browsers then send forms with the origin "null", which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION

# Errors go to the terminal; by default Django would try to mail them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django": {"handlers": ["console"], "level": "ERROR"}},
}

REDIS_URL = environment.broker_url(environment.text("REDIS_URL"))

# One queue per resource, so that a long training never delays a short render.
JOBS_QUEUES = ("features", "train", "render", "analysis", "platform")
# Seconds. A lease survives three missed heartbeats; a dead machine's jobs continue after JOBS_LEASE + JOBS_RECONCILE.
JOBS_LEASE = 60.0
JOBS_HEARTBEAT = 15.0
JOBS_RECONCILE = 20.0
# Longer than any job may run: if the broker redelivered earlier, it would wake a second worker for a running job.
JOBS_VISIBILITY = 48 * 3600
