#!/bin/sh
# Makes .venv from the given lock files and installs the system libraries that the window needs.
# The command line works without those libraries: where they cannot be installed, this says which are
# missing and goes on.
set -eu
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "error: Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11 and run again" >&2
    exit 2
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; }
}

install_packages() {
    echo "Installing system packages: $*" >&2
    as_root apt-get update -qq || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

missing_packages() {
    libraries=$(/sbin/ldconfig -p 2>/dev/null || ldconfig -p)
    while read -r library package; do
        case "$libraries" in *"$library"*) ;; *) printf '%s ' "$package" ;; esac
    done <<LIST
libGL.so.1 libgl1
libxkbcommon.so.0 libxkbcommon0
libEGL.so.1 libegl1
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0
libdbus-1.so.3 libdbus-1-3
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-shape.so.0 libxcb-shape0
LIST
    if ! command -v fc-list >/dev/null 2>&1 || [ -z "$(fc-list :lang=zh 2>/dev/null)" ]; then
        printf 'fonts-wqy-microhei '
    fi
}

packages=$(missing_packages)
if [ -n "$packages" ]; then
    if can_install; then
        # shellcheck disable=SC2086 - a list of names
        install_packages $packages || echo "warning: could not install $packages; the window needs them" >&2
    else
        echo "warning: the window needs these system packages: $packages" >&2
    fi
fi

if ! [ -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    "$python" -c 'import ensurepip' 2>/dev/null || { can_install && install_packages python3-venv; } || {
        echo "error: Python cannot make virtual environments; install the package python3-venv" >&2
        exit 2
    }
    "$python" -m venv .venv
fi
for lock in "$@"; do
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r "$lock"
done
