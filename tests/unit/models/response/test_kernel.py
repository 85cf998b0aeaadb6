"""The fused density equals the PyMC model that it stands for, in value and gradient."""

import numpy as np
import pytest
from pytensor.compile.mode import Mode

from models.response.baseline import Baseline
from models.response.kernel import Arrays, Layout
from models.response.model import response_model
from models.response.panel import Panel
from models.response.scales import Scales
from models.response.spec import ResponseSpec
from tests.unit.models.response.worlds import a_spec, a_world

PLAIN = Mode(linker="py", optimizer=None)  # compiling this once-used graph would take minutes
UNBOUNDED = ("stray", "control_effect")  # the others are sampled as logarithms


def built(panel: Panel, spec: ResponseSpec) -> tuple[Arrays, Layout, Baseline, Scales]:
    scales = Scales.of(panel, spec.usual_days)
    baseline = Baseline.of(panel, scales, spec)
    arrays = Arrays.of(panel, scales, baseline, spec)
    geos, channels, _ = arrays.multiples.shape
    return arrays, Layout(geos=geos, channels=channels, controls=len(arrays.local)), baseline, scales


def at_random(arrays: Arrays, seed: int) -> np.ndarray:
    return arrays.centre + 0.5 * np.random.default_rng(seed).standard_normal(len(arrays.centre))


def as_point(vector: np.ndarray, layout: Layout) -> dict[str, np.ndarray]:
    """The sampler's vector by the names of PyMC's free variables."""
    return {
        name if name in UNBOUNDED else f"{name}_log__": vector[place].reshape(shape)
        for name, (place, shape) in layout.parts.items()
    }


SHAPES = [(1, 4, 3, 75), (2, 2, 1, 61), (3, 1, 2, 64)]


@pytest.mark.parametrize(("seed", "geos", "channels", "days"), SHAPES)
def test_the_value_equals_pymc_s(seed: int, geos: int, channels: int, days: int) -> None:
    panel, spec = a_world(seed, geos=geos, channels=channels, days=days).panel, a_spec()
    arrays, layout, baseline, scales = built(panel, spec)
    theirs = response_model(panel, scales, baseline, spec).compile_logp(mode=PLAIN)
    vectors = [at_random(arrays, 10 * seed + draw) for draw in range(8)]
    values = np.array([arrays.density(vector)[0] for vector in vectors])
    gaps = np.array([theirs(as_point(vector, layout)) for vector in vectors]) - values
    assert np.ptp(gaps) < 1e-10 * np.abs(values).max()  # equal up to the priors' constants


@pytest.mark.parametrize(("seed", "geos", "channels", "days"), SHAPES)
def test_the_gradient_is_the_value_s(seed: int, geos: int, channels: int, days: int) -> None:
    arrays, *_ = built(a_world(seed, geos=geos, channels=channels, days=days).panel, a_spec())
    for draw in range(4):
        vector = at_random(arrays, 10 * seed + draw)
        _, gradient = arrays.density(vector)
        steps = 1e-5 * np.eye(len(vector))
        differences = [(arrays.density(vector + h)[0] - arrays.density(vector - h)[0]) / 2e-5 for h in steps]
        np.testing.assert_allclose(gradient, differences, rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize("change", ["never_on", "constant", "one_burst"])
def test_an_odd_channel_leaves_the_density_finite(change: str) -> None:
    world = a_world(days=70)
    spend = world.panel.spend.copy()
    spend.loc[{"channel": "social"}] = {"never_on": 0.0, "constant": 40.0, "one_burst": 0.0}[change]
    if change == "one_burst":
        spend.loc[{"channel": "social", "day": spend.day[20:25]}] = 500.0
    panel = Panel(spend, world.panel.revenue, world.panel.controls)
    arrays, *_ = built(panel, a_spec())
    for seed in range(20):
        value, gradient = arrays.density(at_random(arrays, seed))
        assert np.isfinite(value) and np.isfinite(gradient).all()


def test_the_density_is_unit_free() -> None:
    panel, spec = a_world(days=70).panel, a_spec()
    in_cents = Panel(panel.spend * 100, panel.revenue * 100, panel.controls * 7)
    (arrays, *_), (others, *_) = built(panel, spec), built(in_cents, spec)
    vector = at_random(arrays, 4)
    assert others.density(vector)[0] == pytest.approx(arrays.density(vector)[0], rel=1e-10)


def test_a_vector_beyond_what_floats_hold_is_impossible_and_no_error() -> None:
    arrays, *_ = built(a_world(1, days=61).panel, a_spec())
    rng = np.random.default_rng(0)
    wild = [
        arrays.centre + scale * rng.standard_normal(len(arrays.centre)) for scale in (3, 30, 300) for _ in range(60)
    ]
    answers = [arrays.density(vector) for vector in wild]
    assert all(np.isfinite(gradient).all() for _, gradient in answers)
    impossible = [value for value, _ in answers if not np.isfinite(value)]
    assert set(impossible) == {-np.inf}
    assert 0 < len(impossible) < len(wild)
