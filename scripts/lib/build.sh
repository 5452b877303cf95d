# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Configures and compiles below build/, nothing outside the tree. Needs: $tree.
: "${tree:?}"

# Without what a terminal's owner may have set: the scripts show the defaults.
plain_environment() {
    local name
    for name in $(compgen -e QEMU_WRAPPER) QEMU_ARGS QEMU_ARGS_FILE; do
        unset "$name"
    done
    export XDG_CONFIG_HOME=$tree/build/no-config
}

# configure FOLDER [MESON-OPTION...]: into build/FOLDER; whatever is there is brought up to date.
configure() {
    local folder=$tree/build/$1 prefix
    shift
    prefix=$folder/root
    local options=("--prefix=$prefix" --sysconfdir=etc "$@")
    # Meson keeps the values that options had by default when the folder was made.
    if [[ $tree/meson_options.txt -nt $folder/meson-private/coredata.dat ]]; then
        rm -rf "$folder"
    fi
    if [[ -e $folder/meson-private/coredata.dat ]]; then
        meson configure "$folder" "${options[@]}" >/dev/null
    else
        meson setup "$folder" "$tree" "${options[@]}" >"$folder.log" 2>&1 || {
            cat "$folder.log"
            return 1
        }
    fi
}

# compile FOLDER: prints nothing unless it fails, and then all that is wrong.
compile() {
    ninja --quiet -k 0 -C "$tree/build/$1" >"$tree/build/$1.log" 2>&1 || {
        cat "$tree/build/$1.log"
        return 1
    }
}
