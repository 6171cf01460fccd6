#!/bin/sh
# The yardstick's task P2: makes the data, runs the peers and ours in turn in one run, and compares the results.
#
#   WARDMOTE_YARDSTICK=DIR bench/p2.sh DATA [POINTS] [ROUNDS]
#
# DATA: folder for the made data and the results. POINTS: 10000000 by default. ROUNDS: 3 by default, after one warm-up.
# PYTHON: a Python with numpy scipy pandas pyarrow shapely geopandas pyproj sedonadb geoarrow-pyarrow; python3 by default.
set -eu
yardstick=${WARDMOTE_YARDSTICK:?set WARDMOTE_YARDSTICK to the folder of the yardstick}
data=${1:?which folder for the data?}
count=${2:-10000000}
rounds=${3:-3}
python=${PYTHON:-python3}
here=$(cd "$(dirname "$0")/.." && pwd)

echo "1/4 building bench (release)"
(cd "$here" && cargo build --release -p bench)
ours=${CARGO_TARGET_DIR:-$here/target}/release/bench

echo "2/4 making $count points in $data"
mkdir -p "$data"
[ -f "$data/lsoa.parquet" ] || "$python" "$yardstick/gen_areas.py" "$data"
points=$data/points_$count.parquet
[ -f "$points" ] || "$python" "$yardstick/gen_inputs.py" points "$data" "$points" "$count"

echo "3/4 ours beside SedonaDB, $rounds rounds"
"$python" "$yardstick/bench.py" -n "$rounds" \
    sedonadb="$python $yardstick/peers/p2_sedonadb.py $points $data/lsoa.parquet $data/p2_sedonadb_$count.csv" \
    ours="$ours p2 $points $data/lsoa.parquet $data/p2_ours_$count.csv"
echo "4/4 comparing"
"$python" "$yardstick/compare.py" p2 "$data/p2_sedonadb_$count.csv" "$data/p2_ours_$count.csv"
