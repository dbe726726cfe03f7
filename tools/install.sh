#!/bin/sh
# tools/install.sh LOCK: installs the packages of a lock file into .venv, and makes .venv if it is missing.
set -eu
cd "$(dirname "$0")/.."

refuse() {
    echo "$1" >&2
    exit 1
}

supported='import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'
if ! .venv/bin/python -c "$supported" 2>/dev/null; then
    found=
    for python in "$PYTHON" python3.13 python3.12 python3.11; do
        if "$python" -c "$supported" 2>/dev/null; then
            found=$python
            break
        fi
    done
    [ -n "$found" ] || refuse "Python 3.11, 3.12 or 3.13 is needed; PYTHON=/path/to/python names one."
    echo "Making .venv with $("$found" --version)."
    if "$found" -c 'import ensurepip, venv' 2>/dev/null; then
        "$found" -m venv --clear .venv
    elif "$found" -c 'import venv, pip' 2>/dev/null; then
        "$found" -m venv --clear --without-pip .venv
    else
        refuse "Python's venv is missing: install it (Debian, Ubuntu: apt install python3-venv)."
    fi
fi

if .venv/bin/python -c 'import pip' 2>/dev/null; then
    pip='.venv/bin/python -m pip'
else
    pip="${found:-$PYTHON} -m pip --python .venv/bin/python"
fi
echo "Installing $1."
$pip install --quiet --disable-pip-version-check --require-hashes -r "$1" ||
    refuse "The packages of $1 could not be installed; see the reason above."
