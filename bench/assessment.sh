#!/bin/sh
# How long the demonstration assessment takes, all outputs, from stored extracts: median of nine runs after one that warms the page cache.
#   bench/assessment.sh [HOME]
# HOME: a home of `wardmote demo`; made anew in a temporary folder if not given. Builds the release program.
set -eu
cd "$(dirname "$0")/.."
target="${CARGO_TARGET_DIR:-target}"
cargo build --release --locked -p wardmote
wardmote="$target/release/wardmote"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
home="${1:-$work/home}"
[ -d "$home" ] || "$wardmote" demo --home "$home" --no-serve >/dev/null 2>&1
run=0
while [ "$run" -lt 10 ]; do
  begun="$(date +%s%N)"
  "$wardmote" assess demo/assessment-2019-20/assessment.toml --home "$home" --out "$work/out" >/dev/null
  ended="$(date +%s%N)"
  [ "$run" -eq 0 ] || echo "$(((ended - begun) / 1000000))" >>"$work/times"
  run=$((run + 1))
done
sort -n "$work/times" | awk '{ at[NR] = $1 } END { printf "assess, all outputs: median %d ms (%d..%d), %d runs\n", at[int((NR + 1) / 2)], at[1], at[NR], NR }'
