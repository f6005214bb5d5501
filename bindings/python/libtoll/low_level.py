# SPDX-License-Identifier: Apache-2.0
"""The bare C ABI: constants, ctypes structs, and `lib` with every prototype declared. No checks, no exceptions."""
from . import _abi as abi
from ._load import call, lib, raise_error

__all__ = ["abi", "call", "lib", "raise_error"]
