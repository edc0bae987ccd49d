"""The page: Streamlit, and nothing else."""
