#!/bin/sh
# Numbered lines without end, so that a missing, doubled or torn one shows: BATCH of them, then a pause of PAUSE seconds.
# Between two batches it ends by SIGTERM, saying how far it came.
trap 'echo "last $n"; exit 0' TERM
n=0
while :; do
  i=0
  while [ "$i" -lt "${BATCH:-1}" ]; do
    i=$((i + 1))
    n=$((n + 1))
    echo "line $n"
  done
  sleep "${PAUSE:-0.002}"
done
