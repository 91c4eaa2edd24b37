ARG BASE=python:3.11-slim-bookworm
# The site and the scheduler: no torch, no sound, no OpenGL.

FROM ${BASE} AS packages
# Where pip looks besides its default; empty for most.
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
WORKDIR /build
COPY requirements.lock ./
COPY lock lock
RUN python3 -m venv /venv \
 && python3 lock/subset.py web >wanted.txt \
 && /venv/bin/pip install --no-cache-dir --no-compile --no-deps --require-hashes --only-binary=:all: -r wanted.txt \
 && /venv/bin/pip uninstall --yes pip setuptools wheel \
 && find /venv -type d -name tests -prune -exec rm -rf {} +

FROM ${BASE}
RUN useradd --uid 10001 --no-create-home --home-dir /tmp facestudy && install -d -o facestudy -g facestudy /state
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
# What libraries want to keep goes to /tmp, so that everything but /tmp and /state may be read-only.
ENV PATH=/venv/bin:$PATH HOME=/tmp XDG_CACHE_HOME=/tmp/cache PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    OMP_NUM_THREADS=1 FACESTUDY_STATE=/state
USER 10001
VOLUME /state
EXPOSE 8000
ENTRYPOINT ["sh", "/app/docker/entrypoint.sh"]
CMD ["web"]
