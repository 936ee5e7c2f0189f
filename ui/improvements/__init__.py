"""The improvement register: measures from the finding to the checked effect."""
