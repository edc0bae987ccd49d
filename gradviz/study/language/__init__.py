"""The language that models are typed in: letters, tokens, grammar, functions, graph."""
