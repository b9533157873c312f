# syntax=docker/dockerfile:1

# The front end: only what Vite built goes further.
FROM node:22-bookworm-slim AS frontend
WORKDIR /src/app/web/frontend
COPY app/web/frontend/package.json app/web/frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY app/web /src/app/web
RUN npm run build

# The Python packages, in an environment that is copied whole. The editable install keeps the layout of the repository,
# which the migrations, templates and processes rely on.
FROM python:3.11-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/shouwen
RUN python -m venv .venv
COPY pyproject.toml README.md ./
RUN mkdir app && touch app/__init__.py && .venv/bin/pip install --editable .

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="Shouwen" org.opencontainers.image.licenses="LGPL-3.0-or-later"
RUN useradd --system --uid 10001 --home-dir /srv/shouwen --shell /usr/sbin/nologin shouwen \
    && install --directory --owner shouwen --group shouwen --mode 700 /data
WORKDIR /srv/shouwen
COPY --from=packages /srv/shouwen /srv/shouwen
COPY pyproject.toml README.md LICENSE LICENSE.GPL ./
COPY processes processes
COPY forms forms
COPY app app
COPY --from=frontend /src/app/web/static/dist app/web/static/dist
ENV PATH=/srv/shouwen/.venv/bin:$PATH PYTHONUNBUFFERED=1 SHOUWEN_DATA=/data
# Byte code and translations are compiled now: at run time the file system may be read-only.
RUN SHOUWEN_DATA=/tmp/build python -c "from app import create_app; create_app()" && rm -r /tmp/build \
    && python -m compileall -q app
USER shouwen
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["shouwen", "run", "--host", "0.0.0.0", "--port", "8000"]
