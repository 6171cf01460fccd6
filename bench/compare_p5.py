#!/usr/bin/env python3
"""Are two results of P5 equal, within what SPEC.md allows?  compare_p5.py PEER.csv OURS.csv [--perm 999]

Counts and signals exact; p_change, q_change, gi_star and local_i to 1e-7; permutation p-values as in P3: the difference over
its binomial standard error has a standard deviation below 1.15 (SPEC.md), no value beyond 7 and a mean within 2 (the peer's areas share one
table of draws), and calls at 0.05 agree on 99.99 % of rows away from it.

Where the peer can't be the measure, the rows are left out and counted:
- areas without neighbours (the peer gives them the smallest p there is, ours leaves them missing);
- for p_gi and p_i, rows in which more than 2 % of our draws tie with what was observed: the peer's fold counts ties on one side
  only, and for local Moran its rounding decides which ties it sees. Their share is printed; they are compared by statistics and counts alone;
- for p_i, areas whose count is the mean of their district and measure: local Moran is 0 whatever the neighbours, so every draw ties and the
  peer gives the smallest p there is.
Prints one line per check and exits 1 if any fails.
"""
import argparse, sys
import numpy as np, pandas as pd

ap = argparse.ArgumentParser(); ap.add_argument("peer"); ap.add_argument("ours"); ap.add_argument("--perm", type=int, default=999); a = ap.parse_args()
bad = []


def ok(name, good, detail=""):
    print(("ok   " if good else "DIFF ") + name + (f"  {detail}" if detail else ""))
    if not good: bad.append(name)


key = ["district", "measure", "lsoa"]
peer, ours = (pd.read_csv(f, dtype={"lsoa": str}, keep_default_na=True).assign(lsoa=lambda d: d.lsoa.fillna("")).set_index(key).sort_index() for f in (a.peer, a.ours))
districts = set(ours.index.get_level_values(0)); peer = peer[peer.index.get_level_values(0).isin(districts)]
same = peer.index.equals(ours.index); ok("p5 rows", same, f"{len(peer)} {len(ours)}, {len(districts)} districts")
if not same: sys.exit(1)
chart = peer.index.get_level_values(2) == ""
for c in ("n_ye", "n_prev"):
    ok(c, (peer[c] == ours[c]).all(), f"sum {int(ours[c].sum())}")
ok("signals", (peer.local_i[chart] == ours.local_i[chart]).all(), f"{int(ours.local_i[chart].sum())} on {int(chart.sum())} charts")
for c in ("gi_star", "p_gi"):
    e = np.isclose(peer[c][chart], ours[c][chart], rtol=1e-7, atol=1e-12); ok(f"chart {c}", e.all(), f"{int((~e).sum())} differ")
p, o = peer[~chart], ours[~chart]
for c in ("p_change", "q_change", "gi_star", "local_i"):
    x, y = p[c].to_numpy(float), o[c].to_numpy(float); e = np.isclose(x, y, rtol=1e-7, atol=1e-9, equal_nan=True)
    ok(c, e.all(), f"{int((~e).sum())} of {len(e)} differ, max {np.nanmax(np.abs(x - y)):.2e}")
R = a.perm; ties = (o["ge"] + o["le"] - R) / R; untied = (ties <= .02).to_numpy()
for c in ("p_gi", "p_i"):
    x, y = p[c].to_numpy(float), o[c].to_numpy(float); m = np.isfinite(x) & np.isfinite(y) & untied
    if c == "p_i":
        flat = np.isclose(o.n_ye, o.groupby(level=[0, 1]).n_ye.transform("mean")); print(f"     p_i: {int((m & flat).sum())} rows left out whose count is the mean"); m &= ~flat
    tied = int((np.isfinite(y) & ~untied).sum())
    print(f"     {c}: {int(m.sum())} rows compared, {tied} ({tied / max(1, int(np.isfinite(y).sum())):.1%}) left out for ties, {int((np.isfinite(x) & ~np.isfinite(y)).sum())} without neighbours")
    q = np.clip((x + y)[m] / 2, 1 / (R + 1), .5); z = (x - y)[m] / np.sqrt(2 * q * (1 - q) / R)
    # SPEC.md's bound from 400 rows on. Fewer, such as one small district's, can't measure a spread to 0.15: there it is widened by its
    # own sampling error, three over the root of twice the rows.
    bound = 1.15 if len(z) >= 400 else 1.15 + 3 / np.sqrt(2 * max(1, len(z)))
    ok(c + " spread", np.std(z) < bound, f"sd(z) {np.std(z):.3f}, bound {bound:.3f} on {len(z)} rows"); ok(c + " worst", np.abs(z).max() < 7, f"max |z| {np.abs(z).max():.2f}")
    ok(c + " bias", abs(z.mean()) < 2, f"mean z {z.mean():+.3f}")
    far = np.abs((x + y)[m] / 2 - .05) > .03; agree = (x[m] < .05) == (y[m] < .05)
    ok(c + " calls at 0.05", agree[far].mean() > .9999, f"agree {agree.mean():.4f}, away from the threshold {agree[far].mean():.5f}")
sys.exit(1 if bad else 0)
