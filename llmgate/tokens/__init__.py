"""Estimates of a prompt's tokens: never raised out of, never from the network.

```
estimator.py      TokenEstimator: estimate, learn, upper_bound
conversations.py  what was counted before is not counted again
calibration.py    the vendor's own counts correct the estimates
tight.py          OpenAI's encodings, where nothing cheaper settles it
measure.py        the traits of messages and options
pieces.py, tools.py, media.py   a prompt taken apart
traits.py, weights.py           a text's look, and what it makes in tokens
```
"""

from __future__ import annotations

from llmgate.tokens.estimate import UNBOUNDED, Estimate
from llmgate.tokens.estimator import TokenEstimator

__all__ = ["UNBOUNDED", "Estimate", "TokenEstimator"]
