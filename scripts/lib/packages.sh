# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Installs what a script needs by apt, and only what is missing. Needs: $tree, the source folder.
: "${tree:?}"

# The packages that script $1 needs, a name or names of alternatives (a|b) a line.
packages_of() {
    local name users reason
    while read -r name users reason; do
        if [[ $name != '#'* && -n $reason && ,$users, == *,"$1",* ]]; then
            echo "$name"
        fi
    done <"$tree/scripts/packages.txt"
}

# Whether one of a|b is.
is_installed() {
    local name
    for name in ${1//|/ }; do
        if [[ $(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null) == installed ]]; then
            return 0
        fi
    done
    return 1
}

# available PACKAGE...: of each a|b the first that apt knows, or else the first, one a line.
available() {
    local package name found
    for package in "$@"; do
        found=${package%%|*}
        for name in ${package//|/ }; do
            if [[ -n $(apt-cache madison "$name") ]]; then
                found=$name
                break
            fi
        done
        echo "$found"
    done
}

# Runs a command as root.
as_root() {
    if [[ $EUID == 0 ]]; then
        "$@"
    else
        sudo "$@"
    fi
}

# install_missing PACKAGE...: by apt's lists of today, which tell what is available.
install_missing() {
    local names
    as_root apt-get -qq update || return
    mapfile -t names < <(available "$@")
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install \
        "${names[@]}"
}

install_packages() {
    local name missing=()
    if ! command -v dpkg-query >/dev/null; then
        echo "This is no Debian: please install the likes of $(packages_of "$1" | xargs)."
        return 0
    fi
    for name in $(packages_of "$1"); do
        is_installed "$name" || missing+=("$name")
    done
    if [[ ${#missing[@]} == 0 ]]; then
        return 0
    fi
    if [[ $EUID != 0 ]] && ! command -v sudo >/dev/null; then
        echo "neither root nor sudo; please run as root: apt-get update &&" \
            "apt-get install --no-install-recommends ${missing[*]}" >&2
        return 1
    fi
    echo "Installing by apt: ${missing[*]}"
    mkdir -p "$tree/build"
    if ! install_missing "${missing[@]}" >"$tree/build/apt.log" 2>&1; then
        cat "$tree/build/apt.log" >&2
        return 1
    fi
}

# debian_mirror LABEL: where this system's apt has Debian's packages from (Debian, Debian-Security);
# nothing if it has none from there.
debian_mirror() {
    # shellcheck disable=SC2016 # apt's own variable
    apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' "Label: $1" 2>/dev/null |
        head -n 1 || true
}
