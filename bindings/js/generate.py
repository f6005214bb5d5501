# SPDX-License-Identifier: Apache-2.0
"""Writes generated/abi.mjs and generated/abi.d.mts from bindings/api.json and bindings/names.json.

    python3 generate.py                 write them
    python3 generate.py --check         exit 1 when they are stale
    python3 generate.py --exports NAME  linker options with what a build exports: bill, core or io

Layouts of structs are not among them: JavaScript asks the module for them when it loads (toll_field_get()), so that
they cannot be stale. What the library cannot say of itself is written here: names of codes, and how the arguments of
each function belong together. "model, n_layers, stride" becomes one array, "text, capacity, needed" one result.
"""
import json
import re
import sys
import textwrap
from pathlib import Path

HERE = Path(__file__).resolve().parent
API = json.loads((HERE.parent / "api.json").read_text())
NAMES = json.loads((HERE.parent / "names.json").read_text())
STRUCTS = {struct["name"]: struct for struct in API["structs"]}
SCALARS = {"int32_t": "i32", "uint32_t": "u32", "int64_t": "i64", "uint64_t": "u64", "double": "f64"}
HEADER_FIELDS = ("struct_size", "struct_kind", "known", "reserved")

# Called by the marshaller itself, with structs that it is still learning about.
BY_HAND = ("toll_struct_size", "toll_struct_init", "toll_struct_check", "toll_struct_name", "toll_field_count",
           "toll_field_get")

# Arrays without a type, and arrays whose length is no argument that stands next to them.
VOID_ROWS = {("toll_amount_sum", "amounts"): "toll_amount", ("toll_bill_reconcile", "rows"): "toll_bill_charge"}
# Results that are arrays: as long as another argument ("@name"), as an argument says ("=name"), or as sized_rooms() of
# marshal.mjs says ("*").
LENGTHS = {
    ("toll_amount_compute_columns", "amounts"): "@quantities", ("toll_amount_compute_columns", "inexact"): "@quantities",
    ("toll_amount_compute_columns", "statuses"): "@quantities", ("toll_amount_allocate", "parts"): "@weights",
    ("toll_bill_compute_rows", "billed"): "@quantities", ("toll_bill_compute_rows", "statuses"): "@quantities",
    ("toll_bill_compute_columns", "billed"): "*", ("toll_bill_compute_columns", "statuses"): "*",
    ("toll_book_estimate_rows", "rows"): "*",
    ("toll_step_estimate_columns", "time_s"): "@decode_sequences",
    ("toll_step_estimate_columns", "statuses"): "@decode_sequences",
    ("toll_serve_estimate_columns", "ttft_s"): "@input_tokens", ("toll_serve_estimate_columns", "tpot_s"): "@input_tokens",
    ("toll_serve_estimate_columns", "output_tokens_per_s"): "@input_tokens",
    ("toll_serve_estimate_columns", "statuses"): "@input_tokens",
    ("toll_serve_estimate_open_columns", "ttft_s"): "@input_tokens",
    ("toll_serve_estimate_open_columns", "tpot_s"): "@input_tokens",
    ("toll_serve_estimate_open_columns", "running_sequences"): "@input_tokens",
    ("toll_serve_estimate_open_columns", "stabilities"): "@input_tokens",
    ("toll_serve_estimate_open_columns", "statuses"): "@input_tokens",
    ("toll_serve_allocate", "seconds"): "@parts", ("toll_serve_allocate", "weights"): "@parts",
    ("toll_finance_compute_cumulative", "cumulative_usd"): "@amounts_usd",
    ("toll_finance_compute_depreciation", "charges_usd"): "=count",
    ("toll_finance_compute_depreciation", "books_usd"): "=count",
    ("toll_finance_compute_budget", "costs_usd"): "@items", ("toll_finance_allocate_idle", "used_usd"): "@usage",
    ("toll_tco_get_values", "values"): "=value_count", ("toll_tco_get_series", "numbers"): "=number_count",
    ("toll_tco_get_amounts", "amounts"): "=amount_count", ("toll_tco_estimate_view", "numbers"): "=number_count",
    ("toll_risk_estimate_swings", "at_low"): "=count", ("toll_risk_estimate_swings", "at_high"): "=count",
    ("toll_risk_compute_draw", "values"): "=count", ("toll_risk_estimate_draws", "answers"): "=count",
    ("toll_risk_estimate_outcomes", "answers"): "*", ("toll_risk_estimate_slopes", "slopes"): "=count",
    ("toll_risk_compute_spread", "sorted"): "@results", ("toll_plan_compute_schedule", "units"): "@requests_per_s",
    ("toll_plan_find_fleet", "gpus"): "@lots", ("toll_bill_compute_kinds", "line_kinds"): "=capacity",
    ("toll_plan_find_most", "reaches"): "=capacity", ("toll_plan_derive_rows", "inputs"): "=capacity",
    ("toll_bill_compute_kinds", "lines"): "=capacity", ("toll_plan_derive_rows", "rows"): "=capacity",
}
# A stride that stands behind another array than its own.
STRIDES = {("toll_plan_derive_rows", "stride_bytes"): "toll_tco_row"}
# Lengths that belong to certain arrays, and arrays as long as one that stands before them.
LENGTHS_OF = {("toll_bill_compute_rows", "n_meters"): "meters", ("toll_bill_compute_rows", "count"): "quantities,rater_of_row"}
AS_LONG_AS = {("toll_bill_compute_rows", "at_s"): "@quantities"}
# Lengths that sized_rooms() of marshal.mjs says.
SPECIAL_LENGTHS = {("toll_bill_compute_columns", "count")}
# Value arguments that look like the length of an array before them, but are asked for.
ASKED = {("toll_risk_compute_draw", "count"), ("toll_finance_compute_depreciation", "count"),
         ("toll_finance_find_breakeven", "count")}
COUNT = re.compile(r"^(n|count|n_[a-z_]+|[a-z]+_count)$")


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


def js_name(function):
    return camel(function.removeprefix("toll_"))


def type_name(struct):
    known = NAMES["structs"].get(struct)
    return known or camel("_" + struct.removeprefix("toll_"))


# ---- codes ----------------------------------------------------------------------------------------------------------


def enum_members(enum):
    for constant in API["constants"]:
        if constant["name"].startswith(enum["prefix"]) and enum.get("group", constant["group"]) == constant["group"]:
            yield constant["name"][len(enum["prefix"]):].lower(), constant


def enums():
    return {enum["name"]: enum for enum in NAMES["enums"]}


# ---- arguments ------------------------------------------------------------------------------------------------------


class Plan:
    """How a call is made: items, each of which takes one or more C arguments. See marshal.mjs for their meaning."""

    def __init__(self, function):
        self.name = function["name"]
        self.arguments = [argument for argument in function["arguments"] if argument["name"] != "err"]
        self.has_error = len(self.arguments) < len(function["arguments"])
        self.returns = function["returns"]
        self.items, self.at = [], 0
        self.open_columns = []
        while self.at < len(self.arguments):
            self.take()

    def follows(self, offset, pattern):
        at = self.at + offset
        return at < len(self.arguments) and self.arguments[at]["direction"] == "value" and \
            re.search(pattern, self.arguments[at]["name"]) is not None and (self.name, self.arguments[at]["name"]) not in ASKED

    def put(self, what, argument, detail, width):
        self.items.append((what, argument["name"], detail, bool(argument["nullable"]), argument))
        self.at += width

    def take(self):
        argument = self.arguments[self.at]
        base = argument["type"].replace("const ", "").replace("*", "").strip()
        if argument["direction"] == "value":
            return self.take_value(argument, base)
        if (self.name, argument["name"]) in VOID_ROWS:
            return self.take_rows(argument, VOID_ROWS[self.name, argument["name"]])
        if "*const *" in argument["type"]:
            return self.take_pointers(argument, base)
        taker = {"char": self.take_text, "void": self.take_object}.get(base)
        if taker is not None:
            return taker(argument)
        if base in SCALARS:
            return self.take_column(argument, SCALARS[base])
        return self.take_struct(argument, base)

    def take_value(self, argument, base):
        name = argument["name"]
        if (self.name, name) in STRIDES:
            return self.put("stride", argument, STRIDES[self.name, name], 1)
        if name.endswith("stride_bytes"):
            sys.exit(f"generate.py: {self.name}: a stride without rows")
        if self.open_columns and COUNT.match(name) and (self.name, name) not in ASKED:
            return self.close_columns(argument)
        self.put("value", argument, SCALARS[base], 1)

    def close_columns(self, argument):
        """The length of the arrays before it; they must have the same."""
        columns, self.open_columns = self.open_columns, []
        if (self.name, argument["name"]) in LENGTHS_OF:
            return self.put("length", argument, LENGTHS_OF[self.name, argument["name"]], 1)
        special = (self.name, argument["name"]) in SPECIAL_LENGTHS
        self.put("length", argument, "*" if special else ",".join(columns), 1)

    def take_text(self, argument):
        if argument["direction"] == "out":
            return self.put("outtext", argument, "needed" if self.follows(1, "capacity") and self.has("needed") else "", 3
                            if self.has("needed") else 2)
        has_length = self.follows(1, r"(_length|^length|name_size)$")
        return self.put("text" if has_length else "name", argument, "", 2 if has_length else 1)

    def has(self, name):
        return self.at + 2 < len(self.arguments) and self.arguments[self.at + 2]["name"] == name

    def take_object(self, argument):
        if not self.follows(1, r"(_size|_bytes)$"):
            sys.exit(f"generate.py: {self.name}: {argument['name']} has no size")
        what = {"in": "object", "out": "room", "inout": "object"}[argument["direction"]]
        return self.put(what, argument, "", 2)

    def take_column(self, argument, scalar):
        if argument["direction"] == "in":
            self.open_columns.append(argument["name"])
            return self.put("column", argument, f"{scalar} {AS_LONG_AS.get((self.name, argument['name']), '')}", 1)
        length = LENGTHS.get((self.name, argument["name"]))
        if length is None and self.follows(1, "^capacity$"):
            return self.put("outcolumn", argument, scalar + " =capacity", 1)
        if length:
            return self.put("outcolumn", argument, f"{scalar} {length}", 1)
        return self.put("outvalue", argument, scalar, 1)

    def take_pointers(self, argument, base):
        """An array of pointers: to opaque objects, with their number; to columns; to bits, one a row."""
        if base == "void":
            return self.put("objects", argument, "", 2)
        self.open_columns.append(argument["name"])
        return self.put("masks" if base == "uint8_t" else "columns", argument, SCALARS.get(base, "u8"), 1)

    def take_rows(self, argument, struct):
        self.put("rows", argument, struct, 3)

    def take_struct(self, argument, struct):
        if argument["direction"] == "out":
            return self.take_result(argument, struct)
        is_array = self.follows(1, COUNT.pattern)
        if not is_array and argument["name"] == "inputs":
            return self.put("rows0", argument, struct, 1)
        if not is_array:
            return self.put("in", argument, struct, 1)
        strided = self.follows(2, "stride_bytes$")
        what = "rows" if strided else "array"
        self.open_columns = []
        return self.put("counters" if argument["direction"] == "inout" else what, argument, struct, 3 if strided else 2)

    def take_result(self, argument, struct):
        length = LENGTHS.get((self.name, argument["name"]))
        if length is None and self.follows(1, "^capacity$"):
            strided = self.follows(2, "stride_bytes$")
            return self.put("outrows", argument, f"{struct} {'strided' if strided else ''}", 3 if strided else 2)
        if self.follows(1, "stride_bytes$"):
            return self.put("outrow", argument, f"{struct} {length or '1'}", 2)
        if length:
            return self.put("outarray", argument, f"{struct} {length}", 1)
        return self.put("out", argument, struct, 1)

    def text(self):
        """One line of the table: "in:load:14 out:result:15"; "?" marks what may be left out."""
        return " ".join(f"{what}{'?' if nullable else ''}:{name}{':' + self.detail(detail) if detail else ''}"
                        for what, name, detail, nullable, _ in self.items)

    @staticmethod
    def detail(detail):
        words = detail.split()
        kinds = [str(STRUCTS[word]["kind"]) if word in STRUCTS else word for word in words]
        return ":".join(kinds)


def plans():
    return [Plan(function) for function in API["functions"] if function["name"] not in BY_HAND]


RETURNS = {"toll_status": "", "const char *": "text", "uint32_t": "u32", "uint64_t": "u64", "const void *": "book"}


def abi_module():
    lines = ["// SPDX-License-Identifier: Apache-2.0",
             "// Generated by bindings/js/generate.py from bindings/api.json. Do not edit.",
             "// What the library cannot say of itself: names of structs and codes, and how arguments belong together.",
             f'export const VERSION = "{API["version"]}"', f"export const ABI_VERSION = {API['abi']}", "",
             "// Name -> kind.", "export const KINDS = {"]
    lines += [f'  {type_name(s["name"])}: {s["kind"]},' for s in API["structs"]] + ["}", ""]
    lines += ["// Status -> name.", "export const STATUSES = {"]
    lines += [f'  "{c["value"]}": "{c["name"][len("TOLL_"):]}",' for c in API["constants"]
              if c["name"].startswith("TOLL_E_") or c["name"] == "TOLL_OK"] + ["}", ""]
    lines += ["// Enumerations: name -> value. The names of flag words come back as arrays.", "export const CODES = {"]
    for enum in NAMES["enums"]:
        members = ", ".join(f'"{member}": {constant["value"]}' for member, constant in enum_members(enum))
        lines.append(f"  {enum['name']}: {{{members}}},")
    lines += ["}", "export const FLAGS = new Set(" +
              json.dumps([enum["name"] for enum in NAMES["enums"] if enum.get("flag")]) + ")", ""]
    lines += ["// Struct kind and field -> enumeration.", "export const FIELD_CODES = {"]
    for path, enum in {**NAMES["fields"], **HAND_FIELDS}.items():
        struct, field = path.split(".")
        lines.append(f'  "{STRUCTS[struct]["kind"]}.{field}": "{enum}",')
    lines += ["}", "", "// Function -> [what it returns (empty: a status), whether it takes an error, its arguments].",
              "export const CALLS = {"]
    lines += [f'  {p.name}: ["{RETURNS[p.returns]}", {int(p.has_error)}, "{p.text()}"],' for p in plans()] + ["}", ""]
    return "\n".join(lines)


# Codes in structs that the typed languages write by hand.
HAND_FIELDS = {"toll_bill_line.meter": "Meter", "toll_bill_line.price_meter": "Meter", "toll_bill_line.flags": "LineFlag",
               "toll_bill_total.flags": "LineFlag", "toll_bill_total.matched_by": "NameRule", "toll_bill_row.kind": "RowKind",
               "toll_bill_row.meter": "Meter", "toll_bill_row.other_meter": "Meter", "toll_bill_row.origin": "Origin",
               "toll_bill_usage.meter": "Meter", "toll_bill_limit.meter": "Meter", "toll_bill_kind.meter": "Meter",
               "toll_bill_bounds.verdict": "Ceiling", "toll_bill_bounds.meter": "Meter", "toll_bill_bounds.relaxed": "Relaxed",
               "toll_bill_charge.kind": "ChargeKind", "toll_bill_cause.kind": "Cause",
               "toll_tco_line.category": "Category", "toll_tco_line.nature": "Nature", "toll_tco_line.basis": "Per",
               "toll_tco_line.spread": "Spread"}


# ---- types ----------------------------------------------------------------------------------------------------------


def ts_field(struct, field):
    enum = {**NAMES["fields"], **HAND_FIELDS}.get(f"{struct['name']}.{field['name']}")
    if field["name"] == "unverified":
        return "string[]"
    base = {"chars": "string", "range": "Range", "f64": "number", "decimal": "Exact", "amount": "Exact"}.get(field["type"])
    if base is None and enum:
        base = f"{enum}[]" if enums()[enum].get("flag") else enum
    base = base or ("number" if field["type"] in ("i32", "u32") else "Count")
    return f"{base} | null" if field["known_bit"] >= 0 else base


def ts_comment(text, indent):
    text = re.sub(r"::(TOLL|toll)", r"\1", text).replace("*/", "* /")
    lines = textwrap.wrap(text, 112 - len(indent), break_on_hyphens=False)
    if len(lines) == 1:
        return [f"{indent}/** {lines[0]} */"]
    return [f"{indent}/**"] + [f"{indent} * {line}" for line in lines] + [f"{indent} */"]


def limits(field):
    if field["type"] in ("chars", "range", "decimal", "amount") or field["unit"] == "bits":
        return ""
    ends = ["" if abs(end) >= 1e300 else f"{end:.6g}" for end in (field["min"], field["max"])]
    parts = [part for part in (field["unit"], " .. ".join(ends).strip() if any(ends) else "") if part and part != "0 .. 0"]
    return f" [{', '.join(parts)}]" if parts else ""


def ts_struct(struct):
    lines = ts_comment(struct["comment"], "") + [f"export interface {type_name(struct['name'])} {{"]
    for field in struct["fields"]:
        if field["name"] not in HEADER_FIELDS:
            lines += ts_comment(field["comment"] + limits(field), "  ")
            lines.append(f"  {camel(field['name'])}: {ts_field(struct, field)}")
    return lines + ["}", ""]


def ts_argument(what, detail):
    struct = detail.split()[0] if detail.split() and detail.split()[0] in STRUCTS else None
    if what in ("in", "rows", "rows0", "array", "counters"):
        base = "ExactInput" if struct in EXACT else f"Input<{type_name(struct)}>"
        return base if what == "in" else f"readonly {base}[]"
    if what == "value":
        return "number" if detail in ("f64", "i32", "u32") else "Count"
    return {"text": "string", "name": "string", "object": "Handle | Uint8Array", "column": "ArrayLike<Count>",
            "objects": "readonly (Handle | null)[]", "columns": "readonly ArrayLike<Count>[]",
            "masks": "readonly (Uint8Array | null)[]"}[what]


def ts_result(what, detail):
    words = detail.split()
    struct = type_name(words[0]) if words and words[0] in STRUCTS else None
    struct = "Exact" if words and words[0] in EXACT else struct
    if what == "outvalue":
        return "number" if words[0] in ("f64", "i32", "u32") else "Count"
    return {"out": struct, "outrows": f"{struct}[]", "outarray": f"{struct}[]", "counters": f"{struct}[]",
            "outrow": struct if words[-1:] == ["1"] else f"{struct}[]",
            "outtext": "string", "room": "Handle",
            "outcolumn": "Float64Array" if words and words[0] == "f64" else "Count[]"}[what]


EXACT = ("toll_decimal", "toll_amount")  # exact text in JavaScript
INPUTS = ("in", "rows", "rows0", "array", "counters", "value", "text", "name", "object", "column", "objects", "columns", "masks")
RESULTS = ("out", "outrows", "outarray", "counters", "outrow", "outtext", "room", "outcolumn", "outvalue")


def ts_call(plan, function):
    into, out = [], []
    for what, name, detail, nullable, _ in plan.items:
        if what in INPUTS:
            into.append(f"{camel(name)}{'?' if nullable else ''}: {ts_argument(what, detail)}")
        if what in RESULTS and not (what == "room" and name == "work"):
            out.append((camel(name), ts_result(what, detail)))
    if not any(item.startswith("capacity") for item in into) and any(what in ("outrows",) or detail.endswith("=capacity") for what, _, detail, _, _ in plan.items):
        into.append("capacity?: number")
    returned = {"": "void", "text": "string", "u32": "number", "u64": "Count", "book": "Handle"}[RETURNS[plan.returns]]
    if plan.returns == "toll_status" and len(out) == 1:
        returned = out[0][1]
    elif plan.returns == "toll_status" and out:
        returned = "{ " + "; ".join(f"{name}: {kind}" for name, kind in out) + " }"
    arguments = f"args: {{ {'; '.join(into)} }}" if into else ""
    return ts_comment(function["comment"], "  ") + [f"  {js_name(plan.name)}({arguments}): {returned}"]


def types_module():
    lines = ["// SPDX-License-Identifier: Apache-2.0",
             "// Generated by bindings/js/generate.py from bindings/api.json. Do not edit.",
             'import type { Memory as Handle, Input, Range, Exact, ExactInput, Count } from "../toll.mjs"', ""]
    for enum in NAMES["enums"]:
        members = [f'"{member}"' for member, _ in enum_members(enum)]
        lines += ts_comment(enum["doc"], "")
        lines += textwrap.wrap(f"export type {enum['name']} = {' | '.join(members)}", 120, subsequent_indent="  ",
                               break_on_hyphens=False) + [""]
    for struct in API["structs"]:
        if struct["name"] not in ("toll_range", "toll_decimal", "toll_amount"):
            lines += ts_struct(struct)
    functions = {function["name"]: function for function in API["functions"]}
    lines += ["/** Every function of the C library, its arguments by name. */", "export interface Calls {"]
    for plan in plans():
        lines += ts_call(plan, functions[plan.name])
    return "\n".join(lines + ["}", ""])


# ---- exports --------------------------------------------------------------------------------------------------------

BILL = re.compile(r"toll_(bill|book|amount|decimal|currency|status|struct|field|version|abi)_")
SHIM = ("toll_js_take", "toll_js_give", "toll_js_place", "toll_js_room", "toll_js_bill", "toll_js_cost")
SHIM_IO = ("toll_js_io_size", "toll_js_io_field")
# toll_io_read_scenario_with() takes a function pointer: a host in C finds tariffs with it.
NOT_FOR_JS = ("toll_io_read_scenario_with",)


def exports(build):
    names = [function["name"] for function in API["functions"]]
    if build == "bill":
        names = [name for name in names if BILL.match(name)]
    if build == "io":
        text = (HERE.parent / "io" / "io.map").read_text()
        names += [name for name in re.findall(r"^\s+(toll_io_\w+);", text, re.M) if name not in NOT_FOR_JS]
    shim = [*SHIM, *(SHIM_IO if build == "io" else ())]
    return "".join(f"-Wl,--export={name}\n" for name in [*names, *shim])


def main():
    if sys.argv[1:2] == ["--exports"]:
        sys.stdout.write(exports(sys.argv[2]))
        return
    stale = []
    for name, text in (("abi.mjs", abi_module()), ("abi.d.mts", types_module())):
        path = HERE / "generated" / name
        if "--check" not in sys.argv:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            stale.append(str(path.relative_to(HERE)))
    if stale:
        sys.exit(f"stale, run generate.py: {', '.join(stale)}")


if __name__ == "__main__":
    main()
