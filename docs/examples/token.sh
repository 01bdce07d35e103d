#!/bin/sh
# Prints a token that works for an hour, signed with the secret of an API key: a JWT (HS256) whose kid and sub are the key.
set -eu

encode() {
  openssl base64 -A | tr '+/' '-_' | tr -d '='
}

now=$(date +%s)
header=$(printf '{"alg":"HS256","typ":"JWT","kid":"%s"}' "$STILLFRAME_API_KEY" | encode)
claims=$(printf '{"sub":"%s","iat":%s,"exp":%s}' "$STILLFRAME_API_KEY" "$now" "$((now + 3600))" | encode)
signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -hmac "$STILLFRAME_API_SECRET" -binary | encode)
printf '%s.%s.%s\n' "$header" "$claims" "$signature"
