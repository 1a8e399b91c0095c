# Two images from one set of files: `server` (the default) runs as an ordinary user from its first instruction; `fly` begins as root to
# take over a volume that belongs to root, and its server runs as the same ordinary user. Neither has a shell or a package manager.
# To pin by digest: docker buildx imagetools inspect NAME, then --build-arg BUILD_IMAGE=NAME@sha256:… (docs/upgrade.md).
ARG BUILD_IMAGE=denoland/deno:debian-2.9.6
ARG BASE_IMAGE=gcr.io/distroless/cc-debian12:nonroot

# The packages for this platform are fetched once, at build time, held against the hashes of deno.lock; at run time nothing is downloaded.
# Types, maps and builds for browsers, which Deno never reads, are a third of them; esbuild has built the server by then.
FROM ${BUILD_IMAGE} AS build
ENV DENO_DIR=/deno-dir
WORKDIR /app
COPY LICENSE NOTICE deno.json deno.lock ./
COPY static ./static
COPY migrations ./migrations
COPY views ./views
COPY src ./src
RUN deno run --no-lock --node-modules-dir=none --allow-read=. --allow-write=deno.json src/cli/image_packages.ts && \
  deno install --node-modules-dir=auto --entrypoint src/main.ts src/cli/start.ts src/cli/admin.ts src/cli/restore.ts src/cli/doctor.ts src/doctor/trial.ts src/seed/worker.ts src/db/embedded/copy_worker.ts src/backups/backup_worker.ts && \
  deno run -A src/cli/build.ts && \
  rm -rf /deno-dir/npm /deno-dir/dl /deno-dir/v8_code_cache_v2* && cd node_modules/.deno && \
  find . \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete && \
  find . -path '*/@zxcvbn-ts/language-*/dist/*' ! -name '*.mjs' -type f -delete && \
  rm -rf @zxcvbn-ts+language-*/node_modules/@zxcvbn-ts/*/src @zip.js*/node_modules/@zip.js/zip.js/dist/zip*.js @zip.js*/node_modules/@zip.js/zip.js/*.cjs \
    @pdf-lib+fontkit@*/node_modules/@pdf-lib/fontkit/dist/fontkit.es*.js @pdf-lib+fontkit@*/node_modules/@pdf-lib/fontkit/dist/fontkit.umd.min.js && \
  rm -rf *musl* zod@*/node_modules/zod/src pdf-lib@*/node_modules/pdf-lib/dist pdf-lib@*/node_modules/pdf-lib/es pdf-lib@*/node_modules/pdf-lib/src \
    bwip-js@*/node_modules/bwip-js/src bwip-js@*/node_modules/bwip-js/barcode.ps bwip-js@*/node_modules/bwip-js/dist/bwip-js.js bwip-js@*/node_modules/bwip-js/dist/bwip-js-min.js && \
  cp "$(command -v deno)" /deno && mkdir -m 700 /data

FROM ${BASE_IMAGE} AS runtime
ENV LOG_CONSOLE=json DATA_DIR=/data HOST=0.0.0.0 PORT=8000 DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1 MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=262144 MALLOC_MMAP_THRESHOLD_=1048576
WORKDIR /app
COPY --from=build /deno /usr/local/bin/deno
# Its user may write there: Deno opens what it has remembered of each file only where it may also write.
COPY --from=build --chown=1000:1000 /deno-dir /deno-dir
COPY --from=build /app /app
COPY --from=build --chown=1000:1000 /data /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s \
  CMD ["deno", "eval", "--no-config", "if (!(await fetch(`http://127.0.0.1:${Deno.env.get('PORT')}/salud`)).ok) Deno.exit(1)"]
ENTRYPOINT []

# Fly mounts a volume that belongs to root.
FROM runtime AS fly
USER 0:0
CMD ["deno", "run", "--no-prompt", "--cached-only", "--node-modules-dir=manual", "--allow-read", "--allow-write", "--allow-env", "--allow-run", "--allow-net=127.0.0.1", "src/cli/start.ts", "--user", "1000"]

# The launcher of `deno task start`, which gives its server the least permissions that the configuration needs.
FROM runtime AS server
USER 1000:1000
CMD ["deno", "run", "--no-prompt", "--cached-only", "--node-modules-dir=manual", "--allow-read", "--allow-write", "--allow-env", "--allow-run", "--allow-net=127.0.0.1", "src/cli/start.ts"]
