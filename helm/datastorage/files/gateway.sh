#!/bin/sh
# Posts the Gateway's batch and reads it back.
#
#   gateway.sh http://data-storage-service:8080 gateway-batch.json
set -eu
service=$1
batch=$2
# A correlation id of its own for each run: a second run must not find the events of the first.
correlation="helm-test-$(date -u +%s)-$$"

curl -fsS --retry 10 --retry-delay 2 --retry-connrefused -m 10 "$service/readyz"
echo

sed -e "s/@now/$(date -u +%Y-%m-%dT%H:%M:%SZ)/" \
    -e "s/\"correlation_id\": *\"[^\"]*\"/\"correlation_id\": \"$correlation\"/" "$batch" |
    curl -fsS -m 10 -H 'Content-Type: application/json' --data-binary @- "$service/api/v1/audit/events/batch"
echo

page=$(curl -fsS -m 10 "$service/api/v1/audit/events?event_category=gateway&correlation_id=$correlation")
case $page in
*'"total":2,'*) ;;
*) echo "Posted 2 events, found: $page" >&2; exit 1 ;;
esac
for type in gateway.signal.received gateway.crd.created; do
    case $page in
    *"\"event_type\":\"$type\""*) ;;
    *) echo "There is no $type in: $page" >&2; exit 1 ;;
    esac
done
echo "Both events of $correlation are there."
