ARG BASE=python:3.11-slim-bookworm
# PostgreSQL and Redis from the distribution, in place of the official images, where no image can be downloaded.
FROM ${BASE}
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends postgresql redis-server \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* \
 && ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/ \
 && install -d -o postgres -g postgres /var/lib/postgresql/data /run/postgresql \
 && install -d -o redis -g redis /data
COPY servers.sh /servers.sh
ENTRYPOINT ["sh", "/servers.sh"]
CMD ["postgres"]
