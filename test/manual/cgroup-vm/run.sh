#!/usr/bin/env bash
# Limits of memory and processor share, want of memory, and whole trees, on a real kernel of its own: a virtual machine with the built daemon in a
# cgroup as systemd would delegate it. Changes nothing on this machine. Needs (Debian): qemu-system-x86, busybox-static, cpio, and either
# KERNEL=<a vmlinuz> or `apt-get download`. Build first: npm run build. Usage: npm run try:cgroups. Takes some minutes.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

kernel=${KERNEL:-}
if [[ -z $kernel ]]; then
  package=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image/ { print $2; exit }')
  (cd "$work" && apt-get download -qq "$package" 2>/dev/null && dpkg -x linux-image-*.deb kernel)
  kernel=$(echo "$work"/kernel/boot/vmlinuz-*)
fi

tree=$work/initramfs
mkdir -p "$tree"/{bin,proc,sys,dev,tmp,etc,lib,lib64,usr/bin}
cp "$(command -v busybox)" "$tree/bin/busybox"
for applet in sh mount mkdir cat echo sleep poweroff setsid env ip ls mkfifo true; do ln -s busybox "$tree/bin/$applet"; done
node=$(readlink -f "$root/node_modules/.bin/node")
cp "$node" "$tree/bin/node"
# What Node is linked to, by the paths it asks for.
ldd "$node" | grep -o '/[^ ]*' | while read -r library; do
  mkdir -p "$tree$(dirname "$library")"
  cp -L "$library" "$tree$library"
done
mkdir "$tree/app"
cp -r "$root/bin" "$root/dist" "$root/package.json" "$tree/app/"
(cd "$root" && npm ls --omit=dev --all --parseable 2>/dev/null || true) | sed -n "s|^$root/||p" | sort -u | while read -r package; do
  mkdir -p "$tree/app/$(dirname "$package")"
  if [[ ! -e $tree/app/$package ]]; then cp -r "$root/$package" "$tree/app/$package"; fi
done
cp "$here/init.sh" "$tree/init"
cp "$here/checks.mjs" "$here/hog.mjs" "$tree/app/"
cp "$root/test/programs/escapes.sh" "$tree/app/"
echo 'root:x:0:0:root:/:/bin/sh' >"$tree/etc/passwd"
(cd "$tree" && find . | cpio -o -H newc --quiet | gzip -1) >"$work/initramfs.gz"

# Emulated unless told otherwise (ACCEL=kvm): inside of another virtual machine KVM may be there and hang.
timeout 1800 qemu-system-x86_64 -machine accel="${ACCEL:-tcg}" -cpu max -m 2048 -smp 2 -nographic -no-reboot -nic none \
  -kernel "$kernel" -initrd "$work/initramfs.gz" -append 'console=ttyS0 quiet panic=-1 rdinit=/init' </dev/null 2>/dev/null |
  sed -u 's|\r||' | tee "$work/output"
grep -q '^all checks passed$' "$work/output"
