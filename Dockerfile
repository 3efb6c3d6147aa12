# syntax=docker/dockerfile:1
# The app from the pins of requirements.txt; compose.yaml runs it with PostgreSQL.
ARG PYTHON=3.11.14-slim-bookworm

FROM python:${PYTHON} AS build
# An index of CPU-only builds of PyTorch saves several gigabytes: pass one with --build-arg.
ARG PIP_EXTRA_INDEX_URL=""
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/liverlens
COPY requirements.txt /src/
RUN /opt/liverlens/bin/pip install -r /src/requirements.txt
COPY . /src
# The build hook of the wheel fetches the viewer's NiiVue from npm.
RUN /opt/liverlens/bin/pip install --no-deps /src

FROM python:${PYTHON}
# For names in the PDF: Thai and many more scripts; Chinese, Japanese and Korean.
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-core fonts-droid-fallback \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin liverlens \
    && mkdir -p /var/lib/liverlens /data \
    && chown liverlens:liverlens /var/lib/liverlens
COPY --from=build /opt/liverlens /opt/liverlens
COPY --chmod=755 docker/entrypoint.sh /usr/local/bin/liverlens-entrypoint
ENV PATH=/opt/liverlens/bin:$PATH \
    HOST=0.0.0.0 PORT=8501 HF_HUB_OFFLINE=1 \
    HOME=/tmp MPLCONFIGDIR=/tmp/matplotlib \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    LIVERLENS_STORE=/var/lib/liverlens/worklist.sqlite3 \
    LIVERLENS_DATA_DIRS=/data
USER 10001:10001
VOLUME /var/lib/liverlens
EXPOSE 8501
# Past any proxy that is set for the way out.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
ENTRYPOINT ["liverlens-entrypoint"]
CMD ["liverlens-app"]
