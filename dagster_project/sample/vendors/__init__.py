"""Each vendor's export, byte by byte: header, quoting, line ends, nulls, dates."""
