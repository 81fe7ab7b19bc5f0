#!/bin/sh
# Says which signal ends it.
for s in TERM INT HUP QUIT USR1 USR2; do
  trap "echo got $s; exit 0" $s
done
echo ready
while :; do sleep 0.05; done
