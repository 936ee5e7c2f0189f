"""Papers: frozen views in, PDF out."""
