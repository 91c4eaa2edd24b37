ARG BASE=python:3.11-slim-bookworm
# The workers: speech, networks, rendering.

FROM ${BASE} AS packages
# Where pip looks besides its default. For the small CPU build of torch: the address that PyTorch's install page names.
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ARG TORCH=torch==2.13.0
WORKDIR /build
COPY requirements.lock ./
COPY lock lock
# torch comes with what it requires: nothing for the CPU build, the libraries of the graphics card for the other.
RUN python3 -m venv /venv \
 && python3 lock/subset.py web,video,speech,train,synthetic >wanted.txt \
 && /venv/bin/pip install --no-cache-dir --no-compile --no-deps --require-hashes --only-binary=:all: -r wanted.txt \
 && /venv/bin/pip install --no-cache-dir --no-compile "$TORCH" \
 && /venv/bin/pip uninstall --yes pip wheel \
 && find /venv -type d -name tests -prune -exec rm -rf {} +

FROM ${BASE}
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends libegl1 libgl1 libgl1-mesa-dri \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* \
 && useradd --uid 10001 --no-create-home --home-dir /tmp facestudy && install -d -o facestudy -g facestudy /state
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
# What libraries want to keep (openSMILE's configuration, compiled code, shaders) goes to /tmp, so that everything but
# /tmp and /state may be read-only.
ENV PATH=/venv/bin:$PATH HOME=/tmp XDG_CACHE_HOME=/tmp/cache PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    OMP_NUM_THREADS=1 FACESTUDY_STATE=/state
USER 10001
VOLUME /state
ENTRYPOINT ["sh", "/app/docker/entrypoint.sh"]
CMD ["worker"]
