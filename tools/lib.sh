# lib.sh: functions and settings that the scripts in tools/ share. Sourced by bash, never run.
#
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034  # those who source this use its variables

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=$ROOT/build
# The plugin built with AddressSanitizer and UBSan, for a tshark with their runtime preloaded.
SANITIZED=$ROOT/build-plugin-sanitize
# The distribution's own Python: another one earlier on PATH may lack pytest.
PYTHON=/usr/bin/python3

say() {
    local bold= plain=
    [ -t 2 ] && bold=$'\033[1m' plain=$'\033[0m'
    printf '%s==>%s %s\n' "$bold" "$plain" "$*" >&2
}
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "needs root for: $* (there is no sudo here)"
    fi
}

have_wireshark_dev() {
    compgen -G '/usr/lib/*/wireshark/cmake/WiresharkConfig.cmake' >/dev/null ||
        compgen -G '/usr/lib/*/cmake/wireshark/WiresharkConfig.cmake' >/dev/null ||
        compgen -G '/usr/local/lib/*/cmake/wireshark/WiresharkConfig.cmake' >/dev/null
}

have_wsutil_dev() {
    compgen -G '/usr/include/wireshark/ws_version.h' >/dev/null ||
        compgen -G '/usr/local/include/wireshark/ws_version.h' >/dev/null
}

# Each line: packages, and a command that fails if they are missing.
BUILD_NEEDS='
cmake               command -v cmake
make                command -v make
gcc,libc6-dev       command -v cc
pkg-config          command -v pkg-config
libglib2.0-dev      pkg-config --exists glib-2.0
tshark              command -v tshark
wireshark-dev,libwireshark-dev,libgcrypt20-dev  have_wireshark_dev
libwireshark-dev    have_wsutil_dev
util-linux          command -v setpriv'
TEST_NEEDS='
libcmocka-dev       pkg-config --exists cmocka
python3,python3-pytest  /usr/bin/python3 -c "import pytest"
python3-jsonschema  /usr/bin/python3 -c "import jsonschema"
python3-pytest-xdist  /usr/bin/python3 -c "import xdist"
python3-selenium    /usr/bin/python3 -c "import selenium"
python3-wcwidth     /usr/bin/python3 -c "import wcwidth"
wireshark-common    command -v editcap && command -v sharkd
dpkg-dev,file       command -v dpkg-shlibdeps && command -v file
lintian,groff,mandoc    command -v lintian && command -v groff && command -v mandoc
valgrind            command -v valgrind
gcovr               command -v gcovr
chromium,chromium-driver  command -v chromium && command -v chromedriver
cmark-gfm           command -v cmark-gfm
librsvg2-bin        command -v rsvg-convert
libxml2-utils       command -v xmllint
npm                 command -v npm
plantuml            command -v plantuml
wireshark           command -v wireshark
xvfb,openbox        command -v Xvfb && command -v openbox
xdotool,xclip,imagemagick  command -v xdotool && command -v xclip && command -v import'
FUZZ_NEEDS='
clang               command -v clang
libclang-rt-dev     compgen -G "/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a"
libcmocka-dev       pkg-config --exists cmocka
python3             /usr/bin/python3 -c ""
wireshark-common    command -v editcap'
packages_missing() {
    local packages probe
    while read -r packages probe; do
        [ -n "$packages" ] || continue
        eval "$probe" >/dev/null 2>&1 || tr ',' ' ' <<<"$packages"
    done <<<"$1"
}

# install_missing NEEDS: installs the packages that NEEDS finds missing, and names them.
install_missing() {
    local missing
    missing=$(packages_missing "$1" | xargs)
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null || die "please install: $missing"
    say "installing $missing"
    as_root apt-get update -qq
    # shellcheck disable=SC2086  # a list of words
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing >&2
}

# build_in FOLDER [OPTION...]: configures with the options if necessary, and builds.
build_in() {
    local folder=$1 log
    shift
    log=$(mktemp)
    if ! cmake -S "$ROOT" -B "$folder" "$@" >"$log" 2>&1 ||
       ! cmake --build "$folder" --parallel "$(nproc)" >>"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        die "the build in $folder failed"
    fi
    rm -f "$log"
}

# ordinary COMMAND...: runs it as an ordinary user, because Wireshark run as root ignores plugins
# outside the system folder. Root's access to files is kept if the kernel allows it.
ordinary() {
    local drop=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    local reach=(--inh-caps=+dac_override --ambient-caps=+dac_override)
    if [ "$(id -u)" != 0 ]; then
        "$@"
    elif "${drop[@]}" "${reach[@]}" true 2>/dev/null; then
        "${drop[@]}" "${reach[@]}" "$@"
    else
        "${drop[@]}" "$@"
    fi
}

# with_plugin PLUGINS TSHARK-ARGUMENT...: runs tshark with the plugins of that folder, and without
# the user's settings.
with_plugin() {
    local plugins=$1 home status=0
    shift
    home=$(mktemp -d)
    chmod 755 "$home"
    ordinary env HOME="$home" XDG_CONFIG_HOME="$home/xdg" WIRESHARK_PLUGIN_DIR="$plugins" \
        tshark "$@" || status=$?
    rm -rf "$home"
    return "$status"
}
