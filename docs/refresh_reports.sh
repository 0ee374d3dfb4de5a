#!/usr/bin/env bash
# The pictures of docs/report.md: first pages of the sample plans' reports, as PDF and on a telephone.
#     bash docs/refresh_reports.sh        (needs rtqa, chromium, pdftoppm and ImageMagick on PATH)
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# check SAMPLE NAME [OPTION]...: into $work/NAME; a verdict of review or fail is no error here.
check() {
    rtqa check "sample_plans/$1" --protocol nct07041788 --out "$work/$2" "${@:3}" >/dev/null || [ $? -ne 4 ]
}

# shoot NAME WIDTH HEIGHT: the page in a browser.
shoot() {
    chromium --headless --no-sandbox --disable-gpu --no-first-run --user-data-dir="$work/profile" \
        --virtual-time-budget=4000 --window-size="$2,$3" --hide-scrollbars \
        --screenshot="$work/shot.png" "file://$work/$1/report.html" 2>/dev/null
}

for sample in ccrt_pass ccrt_review sfrt_lattice course; do
    check "$sample" "$sample"
    pdftoppm -r 75 -png -f 1 -l 1 -singlefile "$work/$sample/report.pdf" "$work/page"
    convert "$work/page.png" -colors 64 "docs/images/report_$sample.png"
done
check course zh --lang zh --format pdf
pdftoppm -r 75 -png -f 1 -l 1 -singlefile "$work/zh/report.pdf" "$work/page"
convert "$work/page.png" -colors 64 docs/images/report_zh.png
shoot course 500 1200
convert "$work/shot.png" -colors 64 docs/images/report_telephone.png
