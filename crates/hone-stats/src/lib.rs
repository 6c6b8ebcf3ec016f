//! Numbers in, estimates out; no I/O, no clock, no global randomness.
