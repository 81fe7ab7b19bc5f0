#!/bin/sh
# Ends only by SIGKILL, and so does its child.
trap '' TERM INT HUP
echo "ready $$"
(while :; do sleep 1; done) &
while :; do sleep 1; done
