#!/bin/sh
# The yardstick's task P4, near repeats: makes the data, runs the best peer and ours in turn in one run, and compares the
# results, ours under another seed too.
#
#   WARDMOTE_YARDSTICK=DIR bench/p4.sh DATA [EVENTS] [ROUNDS]
#
# DATA: folder for the made data and the results. EVENTS: 100000 by default. ROUNDS: 3 by default, after one warm-up.
# PYTHON: a Python with numpy scipy pandas pyarrow numba and what gen_areas.py needs (shapely geopandas pyproj); python3 by default.
set -eu
yardstick=${WARDMOTE_YARDSTICK:?set WARDMOTE_YARDSTICK to the folder of the yardstick}
data=${1:?which folder for the data?}
number=${2:-100000}
rounds=${3:-3}
python=${PYTHON:-python3}
here=$(cd "$(dirname "$0")/.." && pwd)

echo "1/4 building bench (release)"
(cd "$here" && cargo build --release -p bench)
ours=${CARGO_TARGET_DIR:-$here/target}/release/bench

echo "2/4 making $number events in $data"
mkdir -p "$data"
[ -f "$data/areas.csv" ] || "$python" "$yardstick/gen_areas.py" "$data"
events=$data/events_$number.csv
[ -f "$events" ] || "$python" "$yardstick/gen_inputs.py" events "$data" "$events" "$number"

echo "3/4 ours beside numba, $rounds rounds"
numba=$data/p4_numba_$number.csv
one=$data/p4_ours_$number.csv
"$python" "$yardstick/bench.py" -n "$rounds" \
    numba="$python $yardstick/peers/p4_numba.py $events $numba" \
    ours="$ours p4 $events $one 999 1"

echo "4/4 comparing"
"$python" "$yardstick/compare.py" p4 "$numba" "$one"
"$ours" p4 "$events" "$data/p4_again_$number.csv" 999 2
"$python" "$yardstick/compare.py" p4 "$one" "$data/p4_again_$number.csv"
