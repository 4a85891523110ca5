# One image a workspace, of which the last stage has no shell and no package manager:
#   docker build --build-arg WORKSPACE=services/sync-core --tag connector/sync-core .
# WORKSPACE: services/amazon-gateway, services/exact-gateway, services/sync-core, ops, demo, sandbox/amazon, sandbox/exact
ARG NODE_IMAGE=node:24-trixie-slim

# a layer of its own, so that packages are installed again when a manifest changes, not with every source
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json -delete && find . -type d -empty -delete

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY --from=manifests /app .
RUN npm ci --no-audit --no-fund --loglevel=error --no-update-notifier
COPY . .
RUN npx --no-install tsc --build services/amazon-gateway services/exact-gateway services/sync-core sandbox/amazon sandbox/exact demo ops
ARG WORKSPACE
RUN node deploy/image/production-modules.mjs "${WORKSPACE:?}" /app /image/app && \
    node deploy/image/software-bill.mjs "${WORKSPACE}" /app /image/app

# the same for every workspace: one layer that all images share
FROM ${NODE_IMAGE} AS runtime
COPY deploy/image/runtime.sh /
RUN sh /runtime.sh /runtime

FROM scratch
ARG WORKSPACE
ENV NODE_ENV=production PATH=/usr/local/bin
COPY --from=runtime /runtime /
COPY --from=build /image /
WORKDIR /app/${WORKSPACE}
USER 65532:65532
STOPSIGNAL SIGTERM
CMD ["node", "--enable-source-maps", "dist/main.js"]
