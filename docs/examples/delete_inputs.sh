#!/bin/sh
# Delete dataset inputs, by their ids. The answer's edit_id undoes it for a day.
set -eu
token=$("$(dirname "$0")/token.sh")

curl -sS --fail-with-body -X DELETE \
  -H "Authorization: Bearer $token" \
  -H "Content-Type: application/json" \
  -d "{\"item_ids\": [\"$MEDIA_ID\"]}" \
  "$STILLFRAME_URL/api/v1/dataset/$DATASET_ID/items"
