#!/bin/sh
# exits-after.sh SECONDS CODE
echo "ran $$"
sleep "$1"
echo "ending with $2" >&2
exit "$2"
