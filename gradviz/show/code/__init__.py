"""The same model as code: complete programs that print the same cost and gradients."""
