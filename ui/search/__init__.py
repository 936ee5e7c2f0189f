"""Search over everything: the box in the top bar and the palette that it opens (Ctrl+K)."""
