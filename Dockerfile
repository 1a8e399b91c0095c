# Two stages: packages for this platform, then a small image that runs as nobody on a read-only root.
FROM denoland/deno:2.9.6 AS packages
WORKDIR /app
COPY deno.json deno.lock ./
COPY src ./src
COPY views ./views
COPY migrations ./migrations
COPY static ./static
RUN deno install --frozen --entrypoint src/main.ts src/cli/admin.ts

FROM denoland/deno:distroless-2.9.6
WORKDIR /app
COPY --from=packages /deno-dir /deno-dir
COPY --from=packages /app /app
ENV DATA_DIR=/data HOST=0.0.0.0 PORT=8000 DENO_NO_UPDATE_CHECK=1
VOLUME /data
EXPOSE 8000
USER 1000:1000
CMD ["run", "--no-prompt", "--cached-only", "--unstable-cron", \
  "--allow-read=/app,/data", "--allow-write=/data", "--allow-net", "--allow-ffi=/app/node_modules", \
  "--allow-env=PORT,HOST,DATA_DIR,DATABASE_URL,DATABASE_TOKEN,BASE_URL,SMTP_URL,MAIL_FROM,SECRET_KEY,TRUSTED_PROXY_HOPS,LOG_LEVEL,REPARO_ENV,LIBSQL_JS_DEV,NAPI_RS_WASI_FLAVOR,NAPI_RS_FORCE_WASI,NAPI_RS_NATIVE_LIBRARY_PATH,NAPI_RS_ENFORCE_VERSION_CHECK,npm_package_config_libvips,MALLOC_ARENA_MAX,NODE_ENV,NO_COLOR,FORCE_COLOR,TERM,PG*", \
  "--allow-sys=cpus,networkInterfaces,hostname,osRelease,uid", "src/main.ts"]
