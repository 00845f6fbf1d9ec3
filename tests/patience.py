"""How long a test waits for what is expected."""

PATIENCE = 30.0
"""Seconds after which something hangs. A machine may be busy: what is fast enough is for the benchmarks."""
