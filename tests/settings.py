"""The production settings with an address for tests, and static files that need no build."""

import os

os.environ["ADVISOR_DEBUG"] = "0"
os.environ["ADVISOR_ORIGIN"] = os.environ.get("ADVISOR_TEST_ORIGIN", "https://advisor.test")
os.environ["ADVISOR_ALLOWED_HOSTS"] = "localhost,127.0.0.1"
# A test that breaks a view must not be answered from before, and one that asks often must not be refused.
os.environ["ADVISOR_KEPT_MEGABYTES"] = "0"
os.environ["ADVISOR_PDF_PER_MINUTE"] = os.environ["ADVISOR_BATCH_PER_MINUTE"] = "0"
# A report is made with the lowest priority, and a machine that runs all tests is busy; speed has measurements of its own.
os.environ["ADVISOR_PDF_SECONDS"] = "60"

from advisor.settings import *  # noqa: F403

STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
LOGGING = logging_settings(plain=True)  # noqa: F405
