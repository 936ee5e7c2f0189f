"""Papers inside the app: looked at, printed, saved as PDF."""
