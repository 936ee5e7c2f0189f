"""What is given to somebody outside, recorded and listed."""
