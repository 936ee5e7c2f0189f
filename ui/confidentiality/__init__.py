"""Masked names and phones, what reveals them for a moment, and who looked (clause 5-3)."""
