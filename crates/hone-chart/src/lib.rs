//! Numbers in, accessible SVG out.
