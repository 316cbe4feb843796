#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The mirror: its troubles and limits, then all that was recorded of a
# genuine Wikibase, where those recordings are at hand.
set -euo pipefail
build=$1
root=$(cd "$(dirname "$0")/.." && pwd)
shared=${KW_SHARED:-$root/../shared}

python3 -W error::ResourceWarning "$root/tests/mirror_trouble.py" "$build"

if [ ! -d "$shared/wikibase-samples" ]; then
    echo "SKIPPED: the replay: no $shared/wikibase-samples"
    exit 0
fi
python3 "$root/tests/mirror_replay.py" "$build" "$shared/wikibase-samples"
