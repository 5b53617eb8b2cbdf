#!/bin/sh
# One request with curl: file it, read it again only if it has changed, write in its thread.
#   PREAU_FILES=preau_… sh one_request.sh http://127.0.0.1:8000 SERVICE answers.json
set -eu
base=$1/api/v1 service=$2 answers=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
auth="Authorization: Bearer $PREAU_FILES"

curl --silent --show-error --fail-with-body -o "$folder/filed" \
    -H "$auth" -H "Content-Type: application/json" -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" \
    -d "{\"service\": \"$service\", \"submit\": true, \"answers\": $(cat "$answers")}" "$base/requests" ||
    { cat "$folder/filed" >&2; exit 1; }
ref=$(sed -n 's/.*"ref": *"\([^"]*\)".*/\1/p' "$folder/filed" | head -n 1)
echo "filed: $ref"

curl --silent --show-error --fail -D "$folder/headers" -o /dev/null -H "$auth" "$base/requests/$ref"
tag=$(tr -d '\r' <"$folder/headers" | sed -n 's/^[Ee][Tt][Aa][Gg]: //p')
again=$(curl --silent -o /dev/null -w '%{http_code}' -H "$auth" -H "If-None-Match: $tag" "$base/requests/$ref")
echo "read again: $again"

written=$(curl --silent -o /dev/null -w '%{http_code}' -H "$auth" -H "Content-Type: application/json" \
    -d '{"text": "Bonjour, merci de votre réponse."}' "$base/requests/$ref/messages")
echo "message: $written"
