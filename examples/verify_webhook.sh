#!/bin/sh
# Says whether a webhook is genuine: its body comes by standard input, its headers and the endpoint's secret by the environment.
#
#   WEBHOOK_SECRET=whsec_… WEBHOOK_ID=… WEBHOOK_TIMESTAMP=… WEBHOOK_SIGNATURE='v1,…' sh examples/verify_webhook.sh <body.json
#
# Needs openssl. Answers 0 for a genuine one of the last five minutes, else 1.
set -eu

age=$(($(date +%s) - WEBHOOK_TIMESTAMP))
if [ "$age" -gt 300 ] || [ "$age" -lt -300 ]; then
  echo "too old"
  exit 1
fi
key=$(printf %s "${WEBHOOK_SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
ours=$({ printf '%s.%s.' "$WEBHOOK_ID" "$WEBHOOK_TIMESTAMP"; cat; } |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)
# While a secret is being renewed there are two signatures, with a blank between.
case " $WEBHOOK_SIGNATURE " in
  *" v1,$ours "*) echo genuine ;;
  *)
    echo forged
    exit 1
    ;;
esac
