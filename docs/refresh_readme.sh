#!/usr/bin/env bash
# What the README shows, by the commands that it names: the first page in the terminal, and the report's picture.
#     bash docs/refresh_readme.sh        (needs rtqa, python, chromium and ImageMagick on PATH)
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
COLUMNS=100 NO_COLOR=1 rtqa check sample_plans/ccrt_fail --protocol nct07041788 >"$work/table.txt" || [ $? -eq 1 ]
python - "$work/table.txt" <<'PYTHON'
import pathlib, re, sys

page = "\n".join(line.rstrip() for line in pathlib.Path(sys.argv[1]).read_text("utf-8").splitlines())
readme = pathlib.Path("README.md")
shown = re.compile(r"(?<=^\$ rtqa check sample_plans/ccrt_fail --protocol nct07041788\n)(?s:.*?)(?=^```)", re.M)
readme.write_text(shown.sub(lambda _: page + "\n", readme.read_text("utf-8")), "utf-8")
PYTHON
rtqa check sample_plans/ccrt_fail --protocol nct07041788 --out "$work/out" >/dev/null || [ $? -eq 1 ]
chromium --headless --no-sandbox --disable-gpu --no-first-run --user-data-dir="$work/profile" \
    --virtual-time-budget=4000 --window-size=1280,900 --hide-scrollbars \
    --screenshot="$work/report.png" "file://$work/out/report.html" 2>/dev/null
convert "$work/report.png" -colors 128 docs/images/report.png
