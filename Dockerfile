# One process, one port, one volume. `deploy/rootfs.py` reads this file where no container engine is at hand, so it
# uses only what that script understands.

FROM node:22-slim AS dashboard
WORKDIR /build
COPY dashboard/package.json dashboard/package-lock.json dashboard/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY dashboard/ ./
RUN npm run build

FROM python:3.11-slim AS packages
WORKDIR /build
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --target /packages -r requirements.lock
# The build backend stands in the lock for editable installs; the product does not need it.
RUN rm -rf /packages/setuptools /packages/setuptools-*.dist-info /packages/_distutils_hack /packages/greenlet/tests

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin fivefold
RUN install -d -o 10001 -g 10001 /data
WORKDIR /app
COPY --from=packages /packages /packages
COPY kernel/ kernel/
COPY providers/ providers/
COPY modules/ modules/
COPY app/ app/
COPY pyproject.toml LICENSE ./
COPY --from=dashboard /build/dist dashboard/dist
# Compiled now: the user that runs it may not write here, and compiling at each start costs seconds.
RUN python -m compileall -q /app
ENV PATH=/packages/bin:/usr/local/bin:/usr/bin:/bin PYTHONPATH=/packages:/app PYTHONUNBUFFERED=1
ENV FIVEFOLD_DATA_DIR=/data
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
# Whom to believe about client addresses is FIVEFOLD_TRUSTED_PROXIES, not the server.
CMD ["uvicorn", "app.main:app", "--host", "0.0.0.0", "--port", "8000", "--no-proxy-headers", "--no-access-log"]
