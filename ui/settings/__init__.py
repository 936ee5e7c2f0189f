"""The settings area: the look, the desk, clocks and calendar, departments, staff, backup, keys."""
