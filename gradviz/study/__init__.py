"""What is asked of a model: frozen records in, frozen records out."""
