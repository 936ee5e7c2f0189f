"""Consents at the desk: the card of a customer, asking, withdrawing, telling again."""
