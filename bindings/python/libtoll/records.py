# SPDX-License-Identifier: Apache-2.0
"""The dataclasses and enumerations of libtoll under their public name; they are generated in `libtoll.generated`."""
from typing import List

from .generated import records as _records
from .generated.records import *  # noqa: F401, F403

__all__: List[str] = []
__all__ += _records.__all__
