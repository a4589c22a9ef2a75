"""The WSGI application that a production server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advisor.settings")
application = get_wsgi_application()

from advisor.production.starting import start  # noqa: E402  # it needs the settings

start()
