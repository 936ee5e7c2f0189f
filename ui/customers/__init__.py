"""The customer archive: the tree of places, the page of a person and the page of a room."""
