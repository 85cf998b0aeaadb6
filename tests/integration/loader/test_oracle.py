"""What an oracle in plain Python says of any night, the warehouse says too; 120 nights of it: `make prove-oracle`."""

from bench.oracle.replay import Replay


def test_twenty_disturbed_nights_are_known_as_the_oracle_knows_them(warehouse, tmp_path):
    replay = Replay(seed=1, nights=20, landing=tmp_path / "landing", ask=warehouse.rows)
    replay.run()
    assert replay.compare_raw() > 3000
    for night in (replay.calendar[12], replay.calendar[-1], replay.calendar[5]):  # to and fro
        replay.compare_marts(night)
    assert replay.differences == []
    disturbances = {"late files", "second files of a night", "same bytes as the night before", "empty files"}
    assert all(replay.counts[each] > 3 for each in disturbances | {"killed loaders"}), replay.counts
