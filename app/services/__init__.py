"""What the desk does: one function per verb, inside a transaction that the caller opened."""
