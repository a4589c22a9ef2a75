# Two stages: packages and static files are made in the first, and the second carries no build tools. The whole file
# system may be read-only; only /tmp is written to (the font cache of the renderers).
FROM python:3.13-slim-trixie AS build
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-deps --only-binary :all: --require-hashes -r requirements.txt
COPY manage.py ./
COPY advisor advisor
COPY templates templates
COPY static static
RUN ADVISOR_ORIGIN=https://build.invalid /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /venv/bin/python -m compileall -q advisor

FROM python:3.13-slim-trixie
# Debian's own security updates are wanted, so versions are not pinned here.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 XDG_CACHE_HOME=/tmp
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/venv/bin/python", "-c", "import os, urllib.parse, urllib.request as web; web.urlopen(web.Request('http://127.0.0.1:8000/questions/', headers={'Host': urllib.parse.urlsplit(os.environ['ADVISOR_ORIGIN']).hostname}), timeout=4)"]
CMD ["/venv/bin/gunicorn", "advisor.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", "--no-control-socket", "--worker-tmp-dir", "/tmp"]
