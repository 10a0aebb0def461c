# The gateway alone: compiled, production dependencies only, not root, nothing to write to but the audit volume.
#   docker run --read-only -v ./config.yaml:/etc/wardgate/config.yaml:ro -v ./policies:/etc/wardgate/policies:ro -v wardgate-audit:/var/lib/wardgate -p 8080:8080 wardgate
# The configuration names `server.host: 0.0.0.0`, `policies.directory: /etc/wardgate/policies` and paths below /var/lib/wardgate for `audit.*` and `links.keyFile`.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=optional --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY bin bin
COPY scripts scripts
COPY src src
RUN npm run build

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /opt/wardgate
COPY --from=dependencies /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY package.json LICENSE ./
COPY bin bin
RUN mkdir -p /etc/wardgate /var/lib/wardgate && chown 10001:10001 /var/lib/wardgate
USER 10001:10001
VOLUME /var/lib/wardgate
EXPOSE 8080
# The admin port listens inside the container only, unless `admin.host` says otherwise.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9090/livez').then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/wardgate.js"]
CMD ["serve", "--config", "/etc/wardgate/config.yaml"]
