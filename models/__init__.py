"""What thinks: response, allocation, validation. Frames and labelled arrays in and out; no Airflow, no database, no files."""

import xarray as xr

# By default xarray multiplies the labels that both sides share, and a channel vanishes without a word.
xr.set_options(arithmetic_join="exact")  # type: ignore[no-untyped-call]
