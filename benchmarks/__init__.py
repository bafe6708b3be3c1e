"""Measurements as ratios: ours and a named baseline side by side in one run, on the same bytes and the same machine.

`make bench` prints the table and writes `build/bench.json`. A target that is missed is printed as missed.
"""
