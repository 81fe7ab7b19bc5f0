#!/bin/sh
# Numbered lines without end, so that a missing or doubled one shows.
n=0
while :; do
  n=$((n + 1))
  echo "line $n"
  sleep "${PAUSE:-0.002}"
done
