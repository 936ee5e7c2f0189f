"""The reports area: the month's figures on the screen and the way to their paper."""
