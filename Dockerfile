# Two stages: packages and static files are made in the first, and the second carries no build tools. The whole file
# system may be read-only; /tmp and /dev/shm are written to, and only /tmp must be given.

# A tag, not a digest: one must be read from a registry, and where this file was written none was reached. The workflow
# builds on the digest of the day; for production give one: --build-arg BASE=docker.io/library/python@sha256:...
ARG BASE=docker.io/library/python:3.13-slim-trixie
FROM ${BASE} AS build
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-deps --only-binary :all: --require-hashes -r requirements.txt \
    && /venv/bin/pip uninstall --yes pip
COPY manage.py ./
COPY advisor advisor
COPY templates templates
COPY static static
RUN ADVISOR_ORIGIN=https://build.invalid /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /venv/bin/python -m compileall -q advisor /venv

FROM ${BASE}
# Debian's own security updates are wanted, so versions are not pinned here.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 XDG_CACHE_HOME=/tmp \
    ADVISOR_BIND=0.0.0.0:8000 ADVISOR_METRICS_BIND=0.0.0.0:9100 ADVISOR_WORKERS=2 ADVISOR_PDF_WORKERS=1
USER 10001:10001
EXPOSE 8000 9100
VOLUME ["/tmp"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["/venv/bin/python", "-m", "advisor.production.probe", "http://127.0.0.1:8000/readyz"]
CMD ["/venv/bin/gunicorn", "-c", "python:advisor.production.gunicorn"]
