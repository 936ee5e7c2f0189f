"""Possible duplicates: records that may be one person, compared side by side and merged."""
