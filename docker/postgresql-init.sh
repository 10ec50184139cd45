#!/bin/sh
# Runs once, when the database volume is new: one role and one database for Bilag, one role and two databases for
# Temporal. Bilag's own roles, tables and the login of its processes are made by its migrations.
set -eu

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner_password="$BILAG_OWNER_PASSWORD" --set temporal_password="$TEMPORAL_DB_PASSWORD" <<'SQL'
create role bilag_owner login createrole nosuperuser password :'owner_password';
create database bilag owner bilag_owner;
create role temporal login nosuperuser password :'temporal_password';
create database temporal owner temporal;
create database temporal_visibility owner temporal;
SQL
