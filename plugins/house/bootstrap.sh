#!/bin/sh
# From a fresh clone to a Python environment in .venv: finds Python 3.12 or 3.13 (on PATH, then pyenv's), else lets uv fetch one.
# Usage: bootstrap.sh [extra]   (extra: dev, spark)
set -eu
cd "$(dirname "$0")/../.."
extra="${1:-}"
venv="${VENV:-.venv}"

fits() { # a Python that runs, has the right version and can make environments
    "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 12) <= sys.version_info[:2] < (3, 14))' 2>/dev/null
}

find_python() {
    for name in python3.12 python3.13 python3 python; do
        command -v "$name" >/dev/null 2>&1 && fits "$name" && { command -v "$name"; return; }
    done
    for python in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.12*/bin/python "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python; do
        [ -x "$python" ] && fits "$python" && { echo "$python"; return; }
    done
    return 1
}

wanted=$(cat pyproject.toml constraints.txt | cksum)" $extra"
if [ -f "$venv/ready" ]; then
    ready=$(cat "$venv/ready")
    # An environment with the developers' tools serves the users too.
    [ "$ready" = "$wanted" ] || [ "$ready" = "${wanted}dev" ] && exit 0
fi

echo "  Python environment in $venv ..."
if python=$(find_python); then
    [ -x "$venv/bin/python" ] && fits "$venv/bin/python" || "$python" -m venv --clear "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv
    uv="$venv/bin/uv"
elif command -v uv >/dev/null 2>&1; then
    uv=$(command -v uv)
    "$uv" venv --quiet --clear --python '>=3.12,<3.14' "$venv"
else
    echo "mixloop: no Python 3.12 or 3.13 with venv, and no uv; install one of them (on Debian: apt install python3 python3-venv), then run make again" >&2
    exit 1
fi
# Wheels only: nothing is compiled on this machine; pyspark has none, and is Python and jars. The project itself is linked, not copied.
VIRTUAL_ENV="$venv" "$uv" pip install --quiet --only-binary :all: --no-binary pyspark --constraint constraints.txt --editable ".${extra:+[$extra]}"
echo "$wanted" > "$venv/ready"
echo "  Python environment: ready"
