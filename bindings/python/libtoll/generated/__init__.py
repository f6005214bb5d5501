# SPDX-License-Identifier: Apache-2.0
"""What bindings/python/generate.py writes from bindings/api.json: the C ABI and the dataclasses. No file here is edited."""
