#!/bin/sh
# One image for all processes and commands: the command chooses. The process replaces this shell, so that it gets the signals.
set -eu

case "${1:-}" in
  api) script=api/main.ts ;;
  worker) script=activities/main.ts ;;
  migrate) script=domain/migrate.ts ;;
  agreement) script=domain/agreements/create-agreement.ts ;;
  after-restore) script=domain/transfers/after-restore.ts ;;
  recount-lists) script=domain/recount-lists.ts ;;
  sandbox) script=sandbox/e-conomic/main.ts ;;
  *)
    echo "usage: api | worker | migrate | agreement [options] | after-restore | recount-lists | sandbox" >&2
    exit 64
    ;;
esac
shift
exec node "$script" "$@"
