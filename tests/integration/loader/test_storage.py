"""The landing zone on an S3 server: the same files, the same rows."""

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from plugins.loader import LoadError, load_channel, unknown_files
from tests.integration.loader.conftest import DELIVERED_AS, GOLDEN, wrapped

NIGHT = date(2026, 3, 2)


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """Address of a local S3 server; one for the module, since Airflow keeps its storage clients for the process."""
    server_module = pytest.importorskip("moto.server")
    pytest.importorskip("s3fs")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3: str, warehouse, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """An empty bucket which is the landing zone."""
    boto3 = pytest.importorskip("boto3")
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": s3,
        "MIXLOOP_LANDING": "s3://exports/landing",
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket="exports")
    yield client
    for found in client.list_objects_v2(Bucket="exports").get("Contents", []):
        client.delete_object(Bucket="exports", Key=found["Key"])
    client.delete_bucket(Bucket="exports")


def test_files_in_s3_load_as_local_ones_do(bucket, warehouse, deliver_golden, monkeypatch, tmp_path) -> None:
    for channel in ("microsoft_ads", "linkedin"):
        for golden, delivered in DELIVERED_AS[channel].items():
            body = wrapped((GOLDEN / channel / golden).read_bytes(), delivered)
            bucket.put_object(Bucket="exports", Key=f"landing/{channel}/{NIGHT}/{delivered}", Body=body)
    bucket.put_object(Bucket="exports", Key="landing/snapchat/2026-03-02/ads.csv", Body=b"a,b\n")

    assert load_channel("microsoft_ads", NIGHT)["rows"] == 6
    assert load_channel("linkedin", NIGHT)["rows"] == 8
    assert load_channel("linkedin", NIGHT)["deliveries"] == 0
    assert [stray["path"] for stray in unknown_files(NIGHT)] == ["snapchat/2026-03-02/ads.csv"]
    from_s3 = warehouse.rows("select delivery_id, path, sums::text from ops.deliveries order by 1")

    # The zone moves to a folder: the paths are the same, so nothing is loaded twice.
    monkeypatch.setenv("MIXLOOP_LANDING", str(tmp_path / "landing"))
    for channel in ("microsoft_ads", "linkedin"):
        deliver_golden(channel)
        assert load_channel(channel, NIGHT)["rows"] == 0
    assert warehouse.rows("select delivery_id, path, sums::text from ops.deliveries order by 1") == from_s3


def test_a_file_that_lands_later_is_seen_by_the_same_process(bucket, warehouse) -> None:
    bucket.put_object(Bucket="exports", Key="landing/tv/2026-03-01/x.csv", Body=b"x")
    with pytest.raises(LoadError, match="schedule is missing"):
        load_channel("tv", NIGHT)
    body = (GOLDEN / "tv" / "schedule.csv").read_bytes()
    bucket.put_object(Bucket="exports", Key="landing/tv/2026-03-02/schedule.csv", Body=body)
    assert load_channel("tv", NIGHT)["rows"] == 2


def test_a_bucket_that_is_not_there_is_named_and_a_url_never_shows_its_secret(bucket, warehouse, monkeypatch) -> None:
    monkeypatch.setenv("MIXLOOP_LANDING", "s3://key:secret@no-such-bucket/landing")
    with pytest.raises(LoadError, match=r"s3://no-such-bucket/landing") as error:
        load_channel("tv", NIGHT)
    assert "secret" not in str(error.value)


def test_a_storage_that_nothing_here_can_read_is_named_with_what_to_install(warehouse, monkeypatch) -> None:
    monkeypatch.setenv("MIXLOOP_LANDING", "ftps://host/landing")
    with pytest.raises(LoadError, match=r"landing zone ftps://host/landing: .*install mixloop"):
        load_channel("tv", NIGHT)


@pytest.fixture
def sftp(warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of a local SFTP server, which is the landing zone by an Airflow connection."""
    pytest.importorskip("sshfs")
    asyncssh = pytest.importorskip("asyncssh")
    asyncssh.set_log_level("WARNING")  # else it logs its farewell into a stream that the test run has closed
    folder = tmp_path / "agency"
    folder.mkdir()

    class OnePassword(asyncssh.SSHServer):
        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return (username, password) == ("loop", "s3cret")

    def files(channel: object) -> object:
        return asyncssh.SFTPServer(channel, chroot=str(folder).encode())

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    key = asyncssh.generate_private_key("ssh-ed25519")

    async def listen() -> object:
        return await asyncssh.listen(
            "127.0.0.1", 0, server_host_keys=[key], server_factory=OnePassword, sftp_factory=files
        )

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(30)
    connection = {"conn_type": "sftp", "host": "127.0.0.1", "port": server.get_port(), "login": "loop"}
    connection |= {"password": "s3cret", "extra": {"no_host_key_check": "true"}}
    monkeypatch.setenv("AIRFLOW_CONN_AGENCY", json.dumps(connection))
    monkeypatch.setenv("MIXLOOP_LANDING", "sftp://agency@/landing")
    yield folder / "landing"
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


def test_files_on_an_sftp_server_load_by_an_airflow_connection(sftp: Path, warehouse) -> None:
    place = sftp / "tv" / str(NIGHT) / "schedule.csv"
    place.parent.mkdir(parents=True)
    place.write_bytes((GOLDEN / "tv" / "schedule.csv").read_bytes())
    assert load_channel("tv", NIGHT)["rows"] == 2
    assert load_channel("tv", NIGHT)["rows"] == 0
    assert warehouse.rows("select path from ops.deliveries") == [("tv/2026-03-02/schedule.csv",)]
