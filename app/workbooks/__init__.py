"""Excel workbooks of the figures, beside the papers."""
