#!/bin/sh
# daemonises.sh PIDFILE: goes into the background as daemons of old did, leaving its PID in a file.
setsid sleep 100000 </dev/null >/dev/null 2>&1 &
echo $! >"$1"
