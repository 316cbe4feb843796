#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every error message has its row in messages.tsv, and says what it says
# there when it is provoked.
exec python3 "$(dirname "$0")/check_messages.py" "$1" "$(dirname "$0")/.."
