"""The world outside, simulated: it delivers platform files, executes published plans, and keeps its truth sealed.

It imports nothing of the product and the product imports nothing of it; they meet in files only.
"""
