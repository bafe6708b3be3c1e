# Crawls into an archive that lies in the volume /archive, and serves it. See docs/serving.md.
FROM python:3.12-slim

WORKDIR /srv/nianbao
COPY requirements.lock requirements-pdf.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock \
    && pip install --no-cache-dir --require-hashes -r requirements-pdf.lock
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --system --no-create-home --uid 10001 nianbao
USER 10001
WORKDIR /
ENV NIANBAO_DATA=/archive
VOLUME /archive
EXPOSE 8001
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8001/robots.txt', timeout=5)"]
ENTRYPOINT ["nianbao"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8001"]
