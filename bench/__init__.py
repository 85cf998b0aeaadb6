"""Long proofs and side-by-side measurements; each prints its figures and writes them, dated, to docs/results/."""
