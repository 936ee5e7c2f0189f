"""The building blocks that every screen is made of, one file each."""
