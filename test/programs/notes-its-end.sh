#!/bin/sh
# notes-its-end.sh FILE WORD: asked to end, it takes a moment and then appends WORD to FILE.
trap 'sleep "${LINGERS:-0.1}"; echo "$2" >>"$1"; exit 0' TERM
echo ready
while :; do
  sleep 600 &
  wait $!
done
