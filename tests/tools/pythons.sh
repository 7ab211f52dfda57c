# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

# Find the Pythons of this machine: those of pyenv, of uv, and those on PATH. To be sourced.
#
# The stand-ins ("shims") which pyenv puts on PATH answer with an error for every version that is not active, so a
# candidate counts when it starts and is of the version that was asked for.

python_candidates() {
    for folder in "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1."* \
        "${UV_PYTHON_INSTALL_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/uv/python}/cpython-$1."*; do
        case $folder in *freethreaded*) continue ;; esac
        printf '%s\n' "$folder/bin/python$1"
    done | sort -rV
    printf '%s\n' "$PATH" | tr ':' '\n' | while IFS= read -r folder; do
        printf '%s\n' "$folder/python$1" "$folder/python3"
    done
}

# find_python VERSION [MODULE...]: the path of an interpreter of that version, such as 3.13, which has these modules.
# Of an environment ("venv") it is the interpreter that the environment was made from. Prints nothing if there is none.
find_python() {
    wanted=$1
    shift
    python_candidates "$wanted" | while IFS= read -r candidate; do
        [ -x "$candidate" ] || continue
        "$candidate" -c 'import importlib, sys
if "%d.%d" % sys.version_info[:2] != sys.argv[1]:
    sys.exit(1)
for module in sys.argv[2:]:
    importlib.import_module(module)
print(getattr(sys, "_base_executable", sys.executable))' "$wanted" "$@" 2>/dev/null && break
    done || true
}
