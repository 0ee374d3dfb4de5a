#!/usr/bin/env bash
# The README's picture: the report of the failing sample plan, as Chromium draws it.
#     bash docs/make_images.sh        (needs rtqa, chromium and ImageMagick on PATH)
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rtqa check sample_plans/ccrt_fail --protocol nct07041788 --out "$work/out" >/dev/null || [ $? -eq 1 ]
chromium --headless --no-sandbox --disable-gpu --no-first-run --user-data-dir="$work/profile" \
    --virtual-time-budget=4000 --window-size=1100,2620 --hide-scrollbars \
    --screenshot="$work/report.png" "file://$work/out/report.html" 2>/dev/null
convert "$work/report.png" -colors 128 docs/images/report.png
