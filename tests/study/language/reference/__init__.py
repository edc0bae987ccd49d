"""What a typed model computes, once more from the mathematical definitions, in long double."""
