#!/bin/sh
# The yardstick's task P1: makes the data, runs the peers and ours in turn in one run, and compares the results.
#
#   WARDMOTE_YARDSTICK=DIR bench/p1.sh DATA [ROWS] [ROUNDS]
#
# DATA: folder for the made data and the results (10,000,000 rows take about 6 GB with all results).
# ROWS: 10000000 by default. ROUNDS: 3 by default, after one warm-up.
# PYTHON: a Python with numpy scipy pandas pyarrow polars duckdb shapely geopandas pyproj; python3 by default.
set -eu
yardstick=${WARDMOTE_YARDSTICK:?set WARDMOTE_YARDSTICK to the folder of the yardstick}
data=${1:?which folder for the data?}
rows=${2:-10000000}
rounds=${3:-3}
python=${PYTHON:-python3}
here=$(cd "$(dirname "$0")/.." && pwd)

echo "1/5 building bench (release)"
(cd "$here" && cargo build --release -p bench)
ours=${CARGO_TARGET_DIR:-$here/target}/release/bench

echo "2/5 making $rows rows in $data"
mkdir -p "$data"
[ -f "$data/areas.csv" ] || "$python" "$yardstick/gen_areas.py" "$data"
street=$data/street_$rows
[ -d "$street" ] || "$python" "$yardstick/gen_incidents.py" "$data" "$street" "$rows"

peer() { echo "$python $yardstick/peers/p1_$1.py $street $data $data/out_${1}_$rows --stage $2"; }
us() { echo "$ours p1-$1 $street $data $data/out_ours_$rows"; }

echo "3/5 ingest: ours beside polars and duckdb, $rounds rounds"
"$python" "$yardstick/bench.py" -n "$rounds" polars="$(peer polars ingest)" duckdb="$(peer duckdb ingest)" ours="$(us ingest)"
echo "4/5 tables: ours beside duckdb and polars, $rounds rounds"
"$python" "$yardstick/bench.py" -n "$rounds" duckdb="$(peer duckdb tables)" polars="$(peer polars tables)" ours="$(us tables)"
echo "5/5 comparing"
for peer in duckdb polars; do
    "$python" "$yardstick/compare.py" p1 "$data/out_${peer}_$rows" "$data/out_ours_$rows"
done
