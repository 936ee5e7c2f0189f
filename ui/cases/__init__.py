"""The case list and the page of one case."""
