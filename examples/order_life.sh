#!/bin/sh
# Takes a device in, moves its order, and tells what has happened in the shop since the last run.
#
#   REPARO_URL=https://taller.example.com REPARO_TOKEN=rpo_… sh examples/order_life.sh
#
# Needs curl, and a token with the scopes orders:write, technicians:read and events:read. Where the feed was left is kept in
# ./reparo-cursor, or in the file that REPARO_CURSOR names.
set -eu

cursor=${REPARO_CURSOR:-reparo-cursor}
headers=$(mktemp)
trap 'rm -f "$headers"' EXIT

# A request; its headers land in $headers, and what the shop says of an error is shown.
api() {
  curl --silent --show-error --fail-with-body --dump-header "$headers" \
    --header "Authorization: Bearer $REPARO_TOKEN" "$@"
}

# The value of a header of the last answer.
header() {
  sed -n "s/^$1: \(.*\)/\1/Ip" "$headers" | tr -d '\r'
}

post() {
  # One key for each act: should the answer get lost, the same key gets it again and makes nothing twice.
  api --request POST --header "Content-Type: application/json" --header "Idempotency-Key: $1" --data "$3" "$REPARO_URL$2"
}

visit=$(date +%s)-$$
post "$visit-intake" /api/ordenes/ '{
  "client": { "name": "Marta Núñez", "contacts": [{ "kind": "whatsapp", "value": "11 4000 1234" }] },
  "device": { "category": "phone", "brand": "Samsung", "model": "Galaxy A54" },
  "fault": "No carga",
  "accessories": ["Funda"],
  "signature_name": "Marta Núñez",
  "is_another_client": true
}' >/dev/null
number=$(basename "$(header location)")
echo "received $number"

technician=$(api "$REPARO_URL/api/tecnicos/" | grep -o '"id":"[^"]*"' | head -n 1 | cut -d '"' -f 4)
post "$visit-move" "/api/ordenes/$number/estado" \
  "{ \"from\": \"received\", \"to\": \"diagnosing\", \"technician_id\": \"$technician\" }" >/dev/null
echo "moved $number to diagnosing"

# The feed, page by page; `rel="next"` leads on from its end as well, later.
next=$(cat "$cursor" 2>/dev/null || echo "$REPARO_URL/api/eventos/?limit=100")
while :; do
  events=$(api "$next")
  next=$(header link | sed -n 's/^<\([^>]*\)>; rel="next".*/\1/p')
  printf '%s\n' "$next" >"$cursor"
  [ "$events" != "[]" ] || break
  echo "$events" | grep -o '"type":"[^"]*"' | cut -d '"' -f 4 | sed 's/^/event /'
done
