"""The first run: six pages that end with a desk that can be unlocked."""
