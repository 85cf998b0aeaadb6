"""What touches the outside: channels, the loader, the warehouse, Airflow's operators, e-mail, the house's servers."""
