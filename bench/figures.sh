#!/bin/sh
# The assessment's figures of every real district in the loaded months: the product's whole way from the published archives, beside
# pandas and scipy from the same archives, in one run; then every value of one set against the other.
#
#   WARDMOTE_OPEN_DATA=DIR WARDMOTE_YARDSTICK=DIR bench/figures.sh OUT [ROUNDS]
#
# OUT: a folder for the home and the figures; a home that an earlier run left there is used again. ROUNDS: 1 by default.
# PYTHON: a Python with numpy pandas scipy; python3 by default.
set -eu
data=${WARDMOTE_OPEN_DATA:?set WARDMOTE_OPEN_DATA to the folder of the open data}
yardstick=${WARDMOTE_YARDSTICK:?set WARDMOTE_YARDSTICK to the folder of the yardstick}
out=${1:?which folder for the home and the figures?}
rounds=${2:-1}
python=${PYTHON:-python3}
here=$(cd "$(dirname "$0")/.." && pwd)

echo "1/4 building wardmote (release)"
(cd "$here" && cargo build --release -p wardmote)
wardmote=${CARGO_TARGET_DIR:-$here/target}/release/wardmote
mkdir -p "$out"
home=$out/home

echo "2/4 importing lookups, residents and the months of all forces and of Cambridgeshire"
cat > "$out/import.sh" <<END
set -eu
"$wardmote" init --home "$home"
load() { kind=\$1; shift; "$wardmote" import "\$kind" "\$@" --home "$home"; }
cd "$data/lookups"
load area-lookup lookup_lsoa21_ward24_ltla24.csv lookup_lsoa11_ltla21.csv lookup_lsoa11_ward17.csv lookup_ward21_ltla21.csv \
    lookup_ltla24_csp24_pfa24.csv --received 2025-02-01
load area-changes lookup_lsoa11_lsoa21_ltla22.csv --received 2025-02-01
cd "$data/population"
load population population20_ltla21.csv population20_lsoa11_total.csv --received 2025-02-01
cd "$data/police-uk"
# The national months first: of the months both hold, the force's own, received later, count.
load police-street all-forces/2018-11.zip --received 2025-03-01
load police-street all-forces/2025-01.zip --received 2025-03-02
for year in 2018 2019 2024 2025; do load police-street cambridgeshire/\$year-cambridgeshire.zip --received 2026-01-10; done
END
[ -d "$home" ] || "$python" "$yardstick/bench.py" -n 1 --warmup 0 import="sh $out/import.sh"

echo "3/4 figures of every district: ours from the home beside pandas from the archives, $rounds rounds"
rm -rf "$out/ours" "$out/peer"
mkdir -p "$out/ours"
"$python" "$yardstick/bench.py" -n "$rounds" --warmup 0 \
    pandas="$python $here/bench/figures_peer.py compute $data $out/peer" \
    ours="$wardmote figures --home $home --out $out/ours"
"$wardmote" query "SELECT count(*) AS n, min(month) AS first, max(month) AS last FROM incidents" --home "$home"

echo "4/4 comparing"
"$python" "$here/bench/figures_peer.py" compare "$out/peer" "$out/ours"
