# SPDX-License-Identifier: Apache-2.0
"""A program as a user writes it, for the type checker (make check-typing): each line marked `wrong` must be refused."""
from decimal import Decimal
from typing import List, Optional

import libtoll
from libtoll import Deployment, Limits, Load, Range
from libtoll.bill import Book
from libtoll.finance import npv

card = Book.public().find("openai", "gpt-4o", at="2026-11-01T00:00:00Z")
bill = card.bill({"input": 1000, "output": 50}, tier="batch")
billed: Decimal = bill.billed
quantities: List[int] = [line.quantity for line in bill.lines]
per_call: Decimal = card.biller(["input", "output"])(1000, 50)

deployment = Deployment("h100-sxm5-80gb", "llama-3.1-8b", tp=2)
result = deployment.serve(1000, 200, 8, requests_per_s=2.0, input_cv=0.5)
ttft: Optional[Range] = result.ttft_s
rate: float = deployment.bound_rate(1000, 200, Limits(tpot_p99_s=0.02), prefix_hit_frac=0.3)
value: float = npv([1.0, 2.0], rate_frac=0.1)
load = Load(input_tokens=1000.0, output_tokens=200.0)

deployment.serve(1000, 200, requests_per_sec=2.0)  # wrong: no such field
Load(input_token=1000.0)  # wrong: no such field
npv([1.0], rate="10 %")  # wrong: neither the name nor the type
bill.billed = Decimal(1)  # wrong: frozen
libtoll.hardware(80)  # wrong: not a name
