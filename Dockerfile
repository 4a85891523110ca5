# One image a workspace:  docker build --build-arg WORKSPACE=services/sync-core .
FROM node:24-trixie-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --no-audit --no-fund --loglevel=error --no-update-notifier && npm run build
# packages that carry a Node or a database are for machines without; sources and tests stay out of the image
RUN npm prune --omit=dev --omit=optional --no-audit --no-fund --loglevel=error --no-update-notifier \
 && find libs services sandbox demo ops \( -name src -o -name '*.spec.*' \) -prune -exec rm -r {} +

FROM node:24-trixie-slim
ARG WORKSPACE
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/libs libs
COPY --from=build /app/sandbox/simulation sandbox/simulation
COPY --from=build /app/${WORKSPACE} ${WORKSPACE}
WORKDIR /app/${WORKSPACE}
USER node
CMD ["node", "--enable-source-maps", "dist/main.js"]
