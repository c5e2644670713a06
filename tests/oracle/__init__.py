"""An independent reading of the extracts: plain Python, no code or SQL shared with the product."""
