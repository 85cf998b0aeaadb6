"""Run inside Airflow's environment: migrate its metadata, make the users, size the pools. One process, one import."""

import os

from plugins.house.airflow import USERS, user_password

POOLS = {
    "channels": ("Pulling and loading: one slot a channel that loads at the same time", 2),
    "warehouse": ("Builds and gates: one at a time, each uses both cores", 1),
    "model": ("Fits and allocations: one at a time", 1),
}


def migrate() -> None:
    """Create or upgrade Airflow's tables, the user tables included."""
    from airflow.providers_manager import ProvidersManager
    from airflow.utils import db

    ProvidersManager().initialize_providers_configuration()  # type: ignore[no-untyped-call]
    db.upgradedb()


def ensure_users() -> None:
    """Make each user that doesn't exist yet, with the generated password; existing passwords stay."""
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

    with get_application_builder() as builder:
        manager = builder.sm
        for user, role in USERS.items():
            if manager.find_user(user) is None:
                address = f"{user}@example.invalid"
                manager.add_user(user, user.title(), "mixloop", address, manager.find_role(role), user_password(user))


def ensure_pools() -> None:
    """Size the pools that the DAGs name."""
    from airflow.models.pool import Pool

    for name, (description, slots) in POOLS.items():
        Pool.create_or_update_pool(name, slots=slots, description=description, include_deferred=False)


if __name__ == "__main__":
    os.environ.setdefault("AIRFLOW__LOGGING__LOGGING_LEVEL", "WARNING")
    migrate()
    ensure_users()
    ensure_pools()
