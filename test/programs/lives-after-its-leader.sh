#!/bin/sh
# The leader ends at once; a child that takes no SIGTERM stays behind in its group, and says so.
(
  trap '' TERM
  echo "left behind"
  while :; do sleep 0.2; done
) &
exit "${EXIT_CODE:-0}"
