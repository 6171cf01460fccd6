#!/bin/sh
# The yardstick's tasks P3 (local statistics) and P5 (the whole assessment): runs the peers and ours in turn, and compares.
#
#   WARDMOTE_YARDSTICK=DIR bench/p3.sh DATA [ROUNDS]
#
# DATA: a folder in which bench/p1.sh has run (areas.csv, adjacency.csv, street_10000000 and out_ours_10000000); P5 is left out
# where P1's results are not there. ROUNDS: 3 by default, after one warm-up; P5 of all districts once, since its peer takes minutes.
# PYTHON: a Python with numpy pandas scipy esda libpysal pygeoda; python3 by default.
set -eu
yardstick=${WARDMOTE_YARDSTICK:?set WARDMOTE_YARDSTICK to the folder of the yardstick}
data=${1:?which folder holds the data?}
rounds=${2:-3}
python=${PYTHON:-python3}
here=$(cd "$(dirname "$0")/.." && pwd)

echo "1/6 building bench and the probe (release)"
(cd "$here" && cargo build --release -p bench)
ours=${CARGO_TARGET_DIR:-$here/target}/release/bench
out=$data/out_p3
mkdir -p "$out"
rustc --edition 2021 -O -C target-cpu=native -o "$out/lisa" "$yardstick/probes/lisa.rs"

echo "2/6 making values"
[ -f "$data/values.csv" ] || "$python" "$yardstick/gen_inputs.py" values "$data" "$data/values.csv"
values=$data/values.csv
pairs=$data/adjacency.csv

echo "3/6 P3, 999 own draws: ours beside GeoDa's complete permutation and the probe, $rounds rounds"
"$python" "$yardstick/bench.py" -n "$rounds" \
    geoda="$python $yardstick/peers/p3_pygeoda.py $values harm_rate $pairs $out/geoda.csv" \
    probe="$out/lisa $values harm_rate $pairs $out/probe.csv 999 own" \
    ours="$ours p3 $values harm_rate $pairs $out/ours.csv 999 1"
"$ours" p3 "$values" harm_rate "$pairs" "$out/again.csv" 999 2
for column in burglary_count robbery_count; do
    "$ours" p3 "$values" "$column" "$pairs" "$out/ours_$column.csv" 999 1
    "$out/lisa" "$values" "$column" "$pairs" "$out/probe_$column.csv" 999 own
done

echo "4/6 comparing: another seed, the probe, the ties columns against the probe, the peer"
"$python" "$yardstick/compare.py" p3 "$out/ours.csv" "$out/again.csv"
"$python" "$yardstick/compare.py" p3 "$out/ours.csv" "$out/probe.csv"
for column in burglary_count robbery_count; do
    "$python" "$yardstick/compare.py" p3 "$out/ours_$column.csv" "$out/probe_$column.csv"
done
"$python" "$yardstick/compare.py" p3 "$out/ours.csv" "$out/geoda.csv"

echo "5/6 the pool: 99,999 draws"
"$python" "$yardstick/bench.py" -n "$rounds" \
    own999="$ours p3 $values harm_rate $pairs $out/ours.csv 999 1" \
    pool99999="$ours p3 $values harm_rate $pairs $out/pool.csv 99999 1 pool"

store=$data/out_ours_10000000/store
peer_store=$data/out_duckdb_10000000/store.parquet
if [ ! -d "$store" ] || [ ! -e "$peer_store" ]; then
    echo "6/6 P5 left out: $store or $peer_store is absent (run bench/p1.sh first)"
    exit 0
fi
echo "6/6 P5: one district, $rounds rounds; then all districts, once"
"$python" "$yardstick/bench.py" -n "$rounds" \
    esda="$python $yardstick/peers/p5_pydata.py $peer_store $data $out/p5_one_esda.csv --district E07000001" \
    ours="$ours p5 $store $data E07000001 $out/p5_one.csv"
"$python" "$here/bench/compare_p5.py" "$out/p5_one_esda.csv" "$out/p5_one.csv"
"$python" "$yardstick/bench.py" -n 1 --warmup 0 \
    esda="$python $yardstick/peers/p5_pydata.py $peer_store $data $out/p5_all_esda.csv --district all" \
    ours="$ours p5 $store $data all $out/p5_all.csv"
"$python" "$here/bench/compare_p5.py" "$out/p5_all_esda.csv" "$out/p5_all.csv"
