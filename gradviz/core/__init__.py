"""What a gradient is: graph, op table, gradients, plans and sessions. NumPy and nothing else."""
