"""Everything a person touches: the screens of the desk and the command line."""
