# SPDX-License-Identifier: Apache-2.0
"""The bare C ABI: constants, ctypes structs, and `lib` with every prototype declared. No checks, no exceptions."""
from ._load import call, lib, raise_error
from .generated import abi

__all__ = ["abi", "call", "lib", "raise_error"]
