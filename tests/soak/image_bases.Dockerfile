# Stand-ins for the bases of the image, of Debian's packages (tests/soak/image.ts): the files, users and folders of the true ones.
FROM scratch AS build
ADD build.tar /
COPY deno /usr/bin/deno
COPY npm.pem /etc/ssl/npm.pem
RUN chmod 755 /usr/bin/deno && useradd --uid 1993 --user-group deno && mkdir /deno-dir && chown deno:deno /deno-dir
ENV DENO_DIR=/deno-dir/ DENO_INSTALL_ROOT=/usr/local DENO_CERT=/etc/ssl/npm.pem
ENTRYPOINT ["/usr/bin/deno"]

FROM build AS unpacked
ADD base.tar /base/
# As distroless/cc has it: libraries, zones, certificates and names; no shell, no package manager, no libssl.
RUN mkdir -p /slim/etc/ssl/certs /slim/usr/bin /slim/usr/share /slim/root /slim/home/nonroot /slim/dev /slim/proc /slim/sys /slim/run && \
  mkdir -m 1777 /slim/tmp && cd /base && cp -a lib lib64 /slim/ && cp -a usr/lib /slim/usr/ && rm -rf /slim/usr/lib/ssl /slim/usr/lib/*/libssl* /slim/usr/lib/*/libcrypto* && \
  cp -a usr/share/zoneinfo /slim/usr/share/ && cp -a etc/services etc/protocols etc/os-release /slim/etc/ && \
  cat usr/share/ca-certificates/mozilla/*.crt > /slim/etc/ssl/certs/ca-certificates.crt && echo 'hosts: files dns' > /slim/etc/nsswitch.conf && \
  printf 'root:x:0:0::/root:/sbin/nologin\nnonroot:x:65532:65532::/home/nonroot:/sbin/nologin\n' > /slim/etc/passwd && \
  printf 'root:x:0:\nnonroot:x:65532:\n' > /slim/etc/group

FROM scratch AS base
COPY --from=unpacked /slim /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
WORKDIR /home/nonroot
USER 65532
