#!/bin/sh
# Get a dataset input: MEDIA_ID says which.
set -eu
token=$("$(dirname "$0")/token.sh")

curl -sS --fail-with-body \
  -H "Authorization: Bearer $token" \
  "$STILLFRAME_URL/api/v1/dataset/$DATASET_ID/items/$MEDIA_ID"
