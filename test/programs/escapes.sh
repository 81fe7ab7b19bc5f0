#!/bin/sh
# escapes.sh DIRECTORY: starts children that leave its group, each in its way; each leaves its PID in a file of its name.
note='echo $$ >"$0.new" && mv "$0.new" "$0"'
# In the group.
sh -c "$note; exec sleep 100000" "$1/in-group" &
# In a session of its own, a child of the leader.
setsid sh -c "$note; exec sleep 100000" "$1/in-session" &
# In a session of its own, and its parent has ended.
(setsid sh -c "$note; exec sleep 100000" "$1/orphan" &)
# The same, with a child of its own in yet another session, both deaf to SIGTERM.
(setsid sh -c "trap '' TERM; setsid sh -c '$note; while :; do sleep 0.2; done' \"\$0-child\" & $note; while :; do sleep 0.2; done" "$1/deaf" &)
# With nothing in its environment, a child of the leader.
[ -z "$BARE" ] || setsid env -i PATH="$PATH" sh -c "$note; exec sleep 100000" "$1/bare" &
# A leader in the background, ready when all are.
for name in in-group in-session orphan deaf deaf-child ${BARE:+bare}; do
  while [ ! -e "$1/$name" ]; do sleep 0.05; done
done
echo ready
exec sleep 100000
