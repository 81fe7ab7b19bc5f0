#!/bin/sh
# The init of the virtual machine: a pure cgroup v2 hierarchy, and the daemon in the cgroup of a service, as systemd delegates it.
export PATH=/bin HOME=/tmp
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t tmpfs tmp /tmp
mount -t cgroup2 cgroup2 /sys/fs/cgroup
ip link set lo up
service=/sys/fs/cgroup/system.slice/provisr.service
mkdir -p "$service"
echo '+memory +cpu' >/sys/fs/cgroup/cgroup.subtree_control
echo '+memory +cpu' >/sys/fs/cgroup/system.slice/cgroup.subtree_control
sh -c "echo 0 >$service/cgroup.procs && exec node /app/checks.mjs $service"
poweroff -f
