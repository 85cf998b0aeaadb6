"""The house's own servers on one machine: Postgres, Airflow's components, the mail capture; started and stopped by us."""
