#!/bin/sh
# The namespace with its retention and our search attributes. Safe to repeat.
set -eu

temporal="${TEMPORAL_CLI_PATH:-temporal}"
namespace="${TEMPORAL_NAMESPACE:-default}"
# Histories of closed workflows are kept 30 days.
retention=720h

attempt=0
until "$temporal" operator cluster health --address "$TEMPORAL_ADDRESS" >/dev/null 2>&1; do
  attempt=$((attempt + 1))
  if [ "$attempt" -ge 60 ]; then
    echo "Temporal at $TEMPORAL_ADDRESS does not serve" >&2
    exit 1
  fi
  sleep 1
done

if "$temporal" operator namespace describe --namespace "$namespace" --address "$TEMPORAL_ADDRESS" >/dev/null 2>&1; then
  "$temporal" operator namespace update --namespace "$namespace" --retention "$retention" --address "$TEMPORAL_ADDRESS"
else
  "$temporal" operator namespace create --namespace "$namespace" --retention "$retention" --address "$TEMPORAL_ADDRESS"
fi

# A namespace that was made just now is known everywhere a few seconds later.
attempt=0
until existing=$("$temporal" operator search-attribute list --namespace "$namespace" --address "$TEMPORAL_ADDRESS"); do
  attempt=$((attempt + 1))
  [ "$attempt" -lt 60 ] || exit 1
  sleep 1
done

register() {
  if echo "$existing" | grep -q "^ *$1 "; then
    return
  fi
  echo "search attribute $1 ($2)"
  "$temporal" operator search-attribute create --name "$1" --type "$2" \
    --namespace "$namespace" --address "$TEMPORAL_ADDRESS"
}

register AgreementNumber Int
register DocumentType Keyword
register DocumentNumber Int
register ErpProvider Keyword
register TransferState Keyword
register ErrorCause Keyword
