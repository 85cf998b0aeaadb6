"""Arrow's arrays of texts, made from ours: Arrow's own way imports pandas, which takes a second and memory that nobody needs."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

type Texts = Any  # an Arrow array of texts, null where there is none


def texts_of(texts: Sequence[str]) -> Texts:
    """These texts as an array."""
    encoded = [text.encode() for text in texts]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))


@cache
def text(value: str) -> Any:
    """One text, as Arrow's functions take it."""
    return texts_of([value])[0]
