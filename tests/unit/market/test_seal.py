"""The seal: nobody without the key reads the truth, and nobody else's key opens it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet


def test_nothing_on_disk_tells_the_seed_or_the_truth(
    landing: Path, run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run("reveal") == 0
    truth = json.loads(capsys.readouterr().out)
    secrets = [str(truth["windows"]["all"]["channels"]["meta"]["iroas"])[:8], '"seed"', "half_life", "iroas"]
    told = [
        (path.name, secret)
        for path in tmp_path.rglob("*")
        if path.is_file()
        for secret in secrets
        if secret.encode() in path.read_bytes()
    ]
    assert told == []


def test_another_key_does_not_open_it(
    landing: Path, run: Callable[..., int], own_key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own_key.write_bytes(Fernet.generate_key())
    assert run("reveal") == 1
    assert "was not sealed with the key" in capsys.readouterr().err


def test_without_the_key_nothing_is_revealed_and_none_is_made(
    landing: Path, run: Callable[..., int], own_key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own_key.unlink()
    assert run("reveal") == 1
    assert f"no key at {own_key}" in capsys.readouterr().err and not own_key.exists()


def test_home_and_key_are_their_owners_alone(landing: Path, tmp_path: Path, own_key: Path) -> None:
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in [*(tmp_path / "home").iterdir(), own_key]}
    assert modes == {"state.sealed": "0o600", "truth.sealed": "0o600", "key": "0o600"}
    assert oct((tmp_path / "home").stat().st_mode & 0o777) == "0o700"


def test_a_key_that_others_can_read_is_refused(
    landing: Path, run: Callable[..., int], own_key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own_key.chmod(0o644)
    assert run("reveal") == 1
    assert f"chmod 600 {own_key}" in capsys.readouterr().err


def test_a_world_without_a_chosen_seed_has_one_that_nobody_knows(
    run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds = []
    for home in ("one", "two"):
        run("create --world small --home", tmp_path / home)
        capsys.readouterr()
        run("reveal --home", tmp_path / home)
        seeds.append(json.loads(capsys.readouterr().out)["world"]["seed"])
    assert seeds[0] != seeds[1] and min(seeds) > 2**20
