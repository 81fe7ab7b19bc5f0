#!/bin/sh
# Leaves a child behind that outlives its leader.
sleep 600 &
echo "child $!"
sleep "${LEADER_LIVES:-0}"
exit "${EXIT_CODE:-0}"
