"""Owner rosters: the import into the archive, and the export."""
