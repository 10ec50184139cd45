#!/bin/sh
# Brings Temporal's two databases to the schema of this server version. Safe to repeat: a schema that is there is
# only updated.
set -eu

schema="${TEMPORAL_SCHEMA_DIR:-/etc/temporal/schema}/postgresql/v12"
sql_tool="${TEMPORAL_SQL_TOOL:-temporal-sql-tool}"

bring_up_to_date() {
  run() {
    "$sql_tool" --plugin postgres12_pgx --endpoint "$POSTGRES_SEEDS" --port "$DB_PORT" \
      --user "$POSTGRES_USER" --password "$POSTGRES_PWD" --database "$1" "$2" "$3" "$4"
  }
  echo "schema of the database $1"
  # Without its version table the database is new; setting it up a second time would fail.
  if run "$1" update-schema --schema-dir "$schema/$2/versioned"; then
    return
  fi
  echo "the database $1 has no schema yet: setting it up"
  run "$1" setup-schema --version 0.0
  run "$1" update-schema --schema-dir "$schema/$2/versioned"
}

bring_up_to_date temporal temporal
bring_up_to_date temporal_visibility visibility
