#!/bin/sh
# Patch a dataset: its description, and metadata that is merged into what is there.
set -eu
token=$("$(dirname "$0")/token.sh")

curl -sS --fail-with-body -X PATCH \
  -H "Authorization: Bearer $token" \
  -H "Content-Type: application/json" \
  -d '{"description": "Boats by day and by night", "metadata": {"camera": "front", "sites": ["harbour"]}, "action": "merge"}' \
  "$STILLFRAME_URL/api/v1/dataset/$DATASET_ID"
