# The packages for this platform are fetched once, at build time; at run time nothing is downloaded.
FROM denoland/deno:debian-2.9.6
ENV LOG_CONSOLE=json DATA_DIR=/data HOST=0.0.0.0 PORT=8000 DENO_NO_UPDATE_CHECK=1 MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=262144 MALLOC_MMAP_THRESHOLD_=1048576
WORKDIR /app
COPY deno.json deno.lock ./
COPY static ./static
COPY migrations ./migrations
COPY views ./views
COPY src ./src
RUN deno install --frozen --entrypoint src/main.ts src/cli/start.ts src/cli/admin.ts && mkdir /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s \
  CMD ["sh", "-c", "deno eval --no-config \"if (!(await fetch('http://127.0.0.1:$PORT/salud')).ok) Deno.exit(1)\""]
# The same least permissions as `deno task start`, told by its launcher. A fresh volume belongs to root: it is handed to the user
# that the server runs as, who can gain nothing from then on.
CMD ["sh", "-c", "chown 1000:1000 /data && arguments=$(deno run --no-prompt --cached-only --node-modules-dir=manual --allow-env src/cli/start.ts --arguments) && \
  exec setpriv --reuid=1000 --regid=1000 --clear-groups --no-new-privs deno $arguments"]
