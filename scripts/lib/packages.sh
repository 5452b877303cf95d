# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Installs what a script needs by apt, and only what is missing. Needs: $tree, the source folder.
: "${tree:?}"

# Names of the packages that script $1 needs.
packages_of() {
    local name users reason
    while read -r name users reason; do
        if [[ $name != '#'* && -n $reason && ,$users, == *,"$1",* ]]; then
            echo "$name"
        fi
    done <"$tree/scripts/packages.txt"
}

is_installed() {
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Runs a command as root.
as_root() {
    if [[ $EUID == 0 ]]; then
        "$@"
    else
        sudo "$@"
    fi
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
    if ! {
        as_root apt-get -qq update &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
                --no-install-recommends install "${missing[@]}"
    } >"$tree/build/apt.log" 2>&1; then
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
