#!/bin/sh
# runtime.sh ROOT: puts into ROOT what every image consists of beside its workspace, so that all images share one layer.
set -eu
root=$1
mkdir -p "$root/etc" "$root/usr/local/bin"

# node, its loader and every library that it is linked to; glibc's own resolver needs no further file
cp /usr/local/bin/node "$root/usr/local/bin/"
ldd /usr/local/bin/node | grep -o '/[^ ]*' | sort -u | xargs cp -L --parents -t "$root"
printf 'root:x:0:0::/:/nologin\nnonroot:x:65532:65532::/tmp:/nologin\n' >"$root/etc/passwd"
printf 'root:x:0:\nnonroot:x:65532:\n' >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
install -d -m 1777 "$root/tmp"
# where the key ring and a sandbox's books are mounted: a new volume takes over the owner
install -d -m 0700 -o 65532 -g 65532 "$root/keys" "$root/state"
