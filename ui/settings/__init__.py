"""The settings area: look, desk, staff, backup, recovery key, and what the program is made of."""
