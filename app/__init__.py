"""The middle floor: rules, services and papers; asked by the screens, asks the store."""
