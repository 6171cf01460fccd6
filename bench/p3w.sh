#!/bin/sh
# The yardstick's task P3w: makes the data, runs the peer and ours in turn in one run, and compares the results.
#
#   WARDMOTE_YARDSTICK=DIR bench/p3w.sh DATA [ROUNDS]
#
# DATA: folder for the made data and the results. ROUNDS: 3 by default, after one warm-up.
# PYTHON: a Python with numpy scipy pandas pyarrow shapely geopandas pyproj libpysal; python3 by default.
set -eu
yardstick=${WARDMOTE_YARDSTICK:?set WARDMOTE_YARDSTICK to the folder of the yardstick}
data=${1:?which folder for the data?}
rounds=${2:-3}
python=${PYTHON:-python3}
here=$(cd "$(dirname "$0")/.." && pwd)

echo "1/4 building bench (release)"
(cd "$here" && cargo build --release -p bench)
ours=${CARGO_TARGET_DIR:-$here/target}/release/bench

echo "2/4 making the areas in $data"
mkdir -p "$data"
[ -f "$data/lsoa.parquet" ] || "$python" "$yardstick/gen_areas.py" "$data"

echo "3/4 ours beside libpysal, $rounds rounds"
"$python" "$yardstick/bench.py" -n "$rounds" \
    libpysal="$python $yardstick/peers/p3w_libpysal.py $data/lsoa.parquet $data/p3w_libpysal.csv" \
    ours="$ours p3w $data/lsoa.parquet $data/p3w_ours.csv"
echo "4/4 comparing"
"$python" "$yardstick/compare.py" p3w "$data/p3w_libpysal.csv" "$data/p3w_ours.csv"
