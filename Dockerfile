# The packages for this platform are fetched once, at build time; at run time nothing is downloaded.
FROM denoland/deno:debian-2.9.6
ENV DATA_DIR=/data HOST=0.0.0.0 PORT=8000 DENO_NO_UPDATE_CHECK=1 MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=262144 MALLOC_MMAP_THRESHOLD_=1048576
WORKDIR /app
COPY deno.json deno.lock ./
COPY static ./static
COPY migrations ./migrations
COPY views ./views
COPY src ./src
RUN deno install --frozen --entrypoint src/main.ts src/cli/admin.ts && mkdir /data
VOLUME /data
EXPOSE 8000
# A fresh volume belongs to root: it is handed to the user that the server runs as, who can gain nothing from then on.
CMD ["sh", "-c", "chown 1000:1000 /data && exec setpriv --reuid=1000 --regid=1000 --clear-groups --no-new-privs \
  deno run --no-prompt --cached-only --unstable-cron --node-modules-dir=manual --v8-flags=--max-semi-space-size=4,--heap-growing-percent=20 --allow-read=/app,/data --allow-write=/data --allow-net \
  --allow-ffi=/app/node_modules --allow-sys=cpus,networkInterfaces,hostname,osRelease,uid \
  --allow-env src/main.ts"]
