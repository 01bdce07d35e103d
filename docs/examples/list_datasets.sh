#!/bin/sh
# List datasets: those that the key's owner has a role on, newest first.
set -eu
token=$("$(dirname "$0")/token.sh")

curl -sS --fail-with-body \
  -H "Authorization: Bearer $token" \
  "$STILLFRAME_URL/api/v1/datasets"
