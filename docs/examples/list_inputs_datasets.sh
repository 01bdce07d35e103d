#!/bin/sh
# List dataset inputs: what a search finds, a page at a time. The header Link, which -i shows, has the address of the next.
set -eu
token=$("$(dirname "$0")/token.sh")

curl -sS --fail-with-body -G \
  -H "Authorization: Bearer $token" \
  --data-urlencode "q=kind:image -tag:night" \
  --data-urlencode "limit=2" \
  "$STILLFRAME_URL/api/v1/dataset/$DATASET_ID/items"
