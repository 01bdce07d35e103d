#!/bin/sh
# Delete a dataset: into the trash, where it stays for 30 days. POST …/undelete brings it back.
set -eu
token=$("$(dirname "$0")/token.sh")

curl -sS --fail-with-body -X DELETE \
  -H "Authorization: Bearer $token" \
  "$STILLFRAME_URL/api/v1/dataset/$DATASET_ID"
