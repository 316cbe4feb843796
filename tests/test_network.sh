#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# kinwalk at a terminal and on the network: tests/network.py.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

command -v openssl >/dev/null || {
    echo "SKIPPED: openssl is not installed"
    exit 77
}
exec python3 "$here/network.py" "$1"
