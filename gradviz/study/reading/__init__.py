"""Reading tables that people bring: encoding, separators, decimal marks, names, gaps."""
