"""Taking history in from other systems: the file, its columns, its values, the check."""
