"""The home screen of the desk (接待台)."""
