"""The customer's own window: on the second screen, or turned around."""
