#!/bin/sh
# Patch a dataset: the search that it opens with.
set -eu
token=$("$(dirname "$0")/token.sh")

curl -sS --fail-with-body -X PATCH \
  -H "Authorization: Bearer $token" \
  -H "Content-Type: application/json" \
  -d '{"default_filter": {"q": "kind:image", "sort": "-added"}}' \
  "$STILLFRAME_URL/api/v1/dataset/$DATASET_ID"
