#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Answers over the network against answers reckoned apart, on random
# families: tests/answers.py. A second argument is how many families.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

exec python3 -W error::ResourceWarning "$here/answers.py" "$1" "${2:-6}"
