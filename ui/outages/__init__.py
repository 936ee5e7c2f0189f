"""Known outages: the supervisor's screen, and the lines that other screens show of them."""
