"""Pure rules of the reception desk: no Qt, no SQL, and the present time is always an argument."""
