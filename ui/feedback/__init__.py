"""The analysis of what customers answered and what they complain about."""
