"""Whether a request fits, as far as an estimate can tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmgate.sizing.fit import Size, exactly, fit
from llmgate.sizing.windows import Window

TOGETHER = Window(10_000, "file", with_output=True)
APART = Window(10_000, "file", with_output=False)


@pytest.mark.parametrize(
    "size, window, output, fits, lowered",
    [
        (exactly(9_000), TOGETHER, None, True, None),
        (exactly(10_000), TOGETHER, None, True, None),
        (exactly(10_001), TOGETHER, None, False, None),
        (Size(10_000, 9_000, 11_000), TOGETHER, None, None, None),
        (Size(12_000, 10_001, 13_000), TOGETHER, None, False, None),
        (exactly(9_000), TOGETHER, 1_000, True, None),
        (exactly(9_000), TOGETHER, 2_000, True, 1_000),
        (exactly(9_000), TOGETHER, 8_000, False, None),
        (exactly(9_900), TOGETHER, 300, False, None),
        (Size(9_000, 8_000, 9_900), TOGETHER, 1_500, None, None),
        (exactly(9_000), APART, 8_000, True, None),
    ],
)
def test_the_verdict(size, window, output, fits, lowered):
    """What certainly fits, what certainly does not, and what only the vendor can say."""
    verdict = fit(size, window, output)
    assert (verdict.fits, verdict.lowered) == (fits, lowered)


@given(
    low=st.integers(0, 10**7),
    spread=st.integers(0, 10**6),
    window=st.integers(1, 10**7),
    output=st.none() | st.integers(1, 10**6),
    together=st.booleans(),
)
def test_only_what_certainly_exceeds_is_refused(low, spread, window, output, together):
    """A prompt that may fit is never said not to, and lowered output always fits."""
    size = Size(low + spread // 2, low, low + spread)
    verdict = fit(size, Window(window, "catalogue", with_output=together), output)
    if verdict.fits is False:
        assert low + (output or 0 if together else 0) > window
    if verdict.lowered is not None:
        assert size.high + verdict.lowered <= window
