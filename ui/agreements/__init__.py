"""The confidentiality agreement of the staff on the screen."""
