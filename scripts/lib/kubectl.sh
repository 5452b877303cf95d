# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Unpacks kubectl of both generations that people have, Debian 12's 1.20 and Debian 13's, below
# build/kubectl: the packages can't be installed together. Needs: $tree, packages.sh.
: "${tree:?}"

# apt with lists of its own, for the suites that are wanted; Debian's mirror is that of the system.
kubectl_apt() {
    local folder=$tree/build/kubectl/apt
    "$1" -o Dir::State="$folder" -o Dir::Cache="$folder" -o Dir::Etc::sourcelist="$folder/list" \
        -o Dir::Etc::sourceparts=- -o Acquire::Languages=none -o APT::Sandbox::User=root -qq "${@:2}"
}

kubectl_lists() {
    local folder=$tree/build/kubectl/apt mirror suite
    mkdir -p "$folder/lists/partial" "$folder/archives/partial"
    mirror=$(debian_mirror Debian)
    if [[ -z $mirror ]]; then
        echo "apt has no mirror of Debian"
        return 1
    fi
    for suite in "$@"; do
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
            "$mirror $suite main"
    done >"$folder/list"
    kubectl_apt apt-get update
}

# unpack_kubectl SUITE PACKAGE: as build/kubectl/SUITE/usr/bin/kubectl.
unpack_kubectl() {
    local place=$tree/build/kubectl/$1
    mkdir -p "$place"
    (cd "$place" && kubectl_apt apt-get download "$2/$1") && dpkg-deb -x "$place"/*.deb "$place" &&
        rm -f "$place"/*.deb
}

# Says what can't be had; the tests that want it are skipped then.
unpack_kubectls() {
    local suite missing=()
    for suite in bookworm trixie; do
        [[ -x $tree/build/kubectl/$suite/usr/bin/kubectl ]] || missing+=("$suite")
    done
    if [[ ${#missing[@]} == 0 ]]; then
        return 0
    fi
    mkdir -p "$tree/build/kubectl"
    if ! {
        kubectl_lists "${missing[@]}" && for suite in "${missing[@]}"; do
            if [[ $suite == bookworm ]]; then
                unpack_kubectl "$suite" kubernetes-client
            else
                unpack_kubectl "$suite" kubectl
            fi || return
        done && rm -rf "$tree/build/kubectl/apt"
    } >"$tree/build/kubectl.log" 2>&1; then
        echo "kubectl can't be had, so some tests of deploy/kubernetes are skipped:"
        cat "$tree/build/kubectl.log"
    fi
}
