"""The way in: who is at the desk, the password, and the recovery key."""
