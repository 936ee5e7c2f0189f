"""The frame around the screens: window, keys, idle lock, second start, manual, bug report."""
