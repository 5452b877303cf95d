# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Builds what is measured, as README.md tells users to, and installs it below build/bench/root, with
# a drop-in link. Needs: $tree, scripts/lib/build.sh.
: "${tree:?}"

build_bench() {
    local root=$tree/build/bench/root
    mkdir -p "$tree/build"
    configure bench -Dtests=false -Dman=disabled -Dbench=true
    compile bench
    meson install -C "$tree/build/bench" --no-rebuild --quiet >/dev/null
    mkdir -p "$root/drop-in"
    ln -sfn ../bin/qemu-wrapper "$root/drop-in/qemu-system-x86_64"
}
