# SPDX-License-Identifier: Apache-2.0
"""The facts that come with libtoll, each with source, date and confidence. Names are ids or aliases; an unknown name is
an error that suggests the nearest, one that stands for several rows an error that lists them."""
import ctypes
import functools
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple, Type, TypeVar

from ._convert import argument, ask, from_range, from_struct, new_struct, to_name, to_struct
from ._load import call, lib, read_text
from .errors import AmbiguousIdError, ConflictError, MissingFactError, UnknownIdError
from .generated import abi as _abi
from .generated.records import (Constants, Default, Engine, Fact, Found, Hardware, Instance, Layer, License, Model, NameMatch, Offering,
                                OfferingFact,
                                Precision, Published, Quality, Range, Record, Stack, Table, TextKind)

R = TypeVar("R", bound=Record)

TABLES = {Hardware: Table.HW, Model: Table.MODEL, Precision: Table.PRECISION, Engine: Table.ENGINE,
          Instance: Table.INSTANCE, Default: Table.DEFAULT, Quality: Table.QUALITY,
          License: Table.LICENSE, Stack: Table.STACK, Offering: Table.OFFERING, OfferingFact: Table.OFFERING_FACT}


def catalog_version() -> str:
    """Date of the facts, "2026-11-23"."""
    text: bytes = lib.toll_catalog_version()
    return text.decode()


def _number(table: int) -> int:
    return argument(table, ctypes.c_uint32, "table")


def ids(table: int) -> List[str]:
    """Ids of a table, in order.

    >>> "h100-sxm5-80gb" in ids(Table.HW)
    True
    """
    number = _number(table)
    return [lib.toll_catalog_get_id(number, index).decode() for index in range(lib.toll_catalog_count(number))]


def models(words: str = "") -> List[str]:
    """Ids of the catalog's models that have all the words in them, in any case; without words all of them.

    >>> models("llama 405b")
    ['llama-3.1-405b']
    """
    return _with_words(Table.MODEL, words)


def accelerators(words: str = "") -> List[str]:
    """Ids of the catalog's accelerators that have all the words in them.

    >>> accelerators("h100 pcie")
    ['h100-pcie-80gb']
    """
    return _with_words(Table.HW, words)


def engines() -> List[str]:
    """Ids of the serving engines."""
    return ids(Table.ENGINE)


def _with_words(table: int, words: str) -> List[str]:
    wanted = words.lower().split()
    return [name for name in ids(table) if all(word in name for word in wanted)]


def find(table: int, name: str) -> int:
    """Index of a row by id or alias."""
    data = name.encode()
    index = ctypes.c_uint64()
    call(lib.toll_catalog_find, _number(table), data, len(data), ctypes.byref(index))
    return index.value


def _match(function: Any, name: str) -> NameMatch:
    data = name.encode()
    struct = new_struct(NameMatch.KIND)
    call(function, data, len(data), ctypes.byref(struct))
    return from_struct(struct, NameMatch)


def find_hardware(name: str) -> NameMatch:
    """The accelerator that a name means: of nvidia-smi, rocm-smi or torch, a cloud's machine type, or as people type it.
    `note` says what was assumed.

    >>> match = find_hardware("8xH100")
    >>> match.id, match.count
    ('h100-sxm5-80gb', 8)
    >>> match.note
    '8xH100 read as h100-sxm5-80gb; also h100-nvl-94gb, h100-pcie-80gb'
    """
    return _match(lib.toll_catalog_find_hw, name)


def find_model(name: str) -> NameMatch:
    """The open model that a name means: a repository of a hub, a tag of ollama, a GGUF file's name, or as people type it.
    `precision_id` is the number format that the name states.

    >>> match = find_model("Qwen/Qwen3-32B-FP8")
    >>> match.id, match.precision_id
    ('qwen3-32b', 'fp8')
    """
    return _match(lib.toll_catalog_find_model, name)


def nearest(table: int, name: str) -> List[str]:
    """Nearest ids to a misspelt name; empty: nothing is near."""
    data = name.encode()
    text = read_text(lib.toll_catalog_find_nearest, _number(table), data, len(data))
    return [part.strip() for part in text.split(",") if part.strip()]


def _sure(match: NameMatch) -> NameMatch:
    """The match, unless something had to be assumed: a call that returns a row has no place for a note."""
    if match.how & Found.VARIANT:
        raise AmbiguousIdError(f"name stands for several: {match.id}, {match.also}", field="name")
    if match.count > 1:
        raise ConflictError(f"name states {match.count} accelerators; give one's name", field="name")
    return match


def stated_precision(model_name: str) -> str:
    """Id of the precision that a model's name states; empty: none."""
    match = _sure(find_model(model_name))
    if match.how & Found.OTHER_PRECISION:
        raise MissingFactError("precision must be given: the one that the model's name states is not in the catalog",
                               field="precision")
    return match.precision_id


def _index(table: int, name: str) -> int:
    """By id or alias; accelerators and models by any name that says all."""
    try:
        return find(table, name)
    except UnknownIdError:
        if table not in FINDERS:
            raise
    return _sure(FINDERS[table](name)).index


FINDERS: Dict[int, Callable[[str], NameMatch]] = {Table.HW: find_hardware, Table.MODEL: find_model}


def _row(expected: Type[R], function: Any, name: str) -> R:
    return ask(expected, function, _index(TABLES[expected], name))


def hardware(name: str) -> Hardware:
    """An accelerator.

    >>> hardware("h100-sxm5-80gb").memory_bytes == 80 * 2**30
    True
    """
    return _row(Hardware, lib.toll_catalog_get_hw, name)


def model(name: str) -> Model:
    """A model with its layers.

    >>> [layer.kind.name for layer in model("llama-3.1-70b").layers]
    ['ATTENTION', 'FFN']
    """
    index = _index(Table.MODEL, name)
    struct = new_struct(Model.KIND)
    call(lib.toll_catalog_get_model, index, ctypes.byref(struct))
    return from_struct(struct, Model, layers=_layers(index))


def _layers(index: int) -> Tuple[Layer, ...]:
    count, size = ctypes.c_uint64(), ctypes.sizeof(_abi.toll_model_layer)
    err = _abi.toll_error()
    lib.toll_catalog_get_layers(index, None, 0, size, ctypes.byref(count), ctypes.byref(err))
    rows = (_abi.toll_model_layer * count.value)()
    call(lib.toll_catalog_get_layers, index, rows, len(rows), size, ctypes.byref(count))
    return tuple(from_struct(row, Layer) for row in rows)


def published(name: str) -> Published:
    """What a model's publisher says of its size: to check a descriptor against, never an input."""
    return ask(Published, lib.toll_catalog_get_published, find(Table.MODEL, name))


def precision(name: str, model: Optional[Model] = None) -> Precision:
    """How tensors are stored: "bf16", "fp8", ... With a model, as its published checkpoint in that format has it.

    >>> precision("nvfp4").attn_bits, precision("nvfp4", model("glm-5.2")).attn_bits
    (4.5, 16.0)
    """
    if model is None:
        return _row(Precision, lib.toll_catalog_get_precision, name)
    data = to_name(name, "name")
    return ask(Precision, lib.toll_catalog_find_precision, data, len(data), ctypes.byref(to_struct(model, Model)))


def engine(name: str, hw: Optional[Hardware] = None) -> Engine:
    """An inference engine's policies by name and version, on a card: "vllm", "vllm@0.24", ...

    Without a version the newest that is known. Without a card what holds on any.

    >>> engine("vllm@0.19").memory_frac, engine("vllm@0.24").memory_frac
    (0.9, 0.92)
    >>> engine("vllm@0.24", hardware("rtx-4090-24gb")).profile_tokens
    2048
    """
    data = to_name(name, "name")
    return ask(Engine, lib.toll_catalog_find_engine, data, len(data),
                    None if hw is None else ctypes.byref(to_struct(hw, Hardware)))


def engine_row(name: str) -> Engine:
    """An engine's row of the catalog, without what versions and cards change: to list what there is.

    >>> engine_row("vllm").id
    'vllm'
    """
    return _row(Engine, lib.toll_catalog_get_engine, name)


def constants(hw: Hardware, precision: Precision, engine: Engine) -> Constants:
    """What software reaches of the hardware; typical values with `is_calibrated` 0 where nothing was measured."""
    return ask(Constants, lib.toll_catalog_get_constants, ctypes.byref(to_struct(hw, Hardware)),
               ctypes.byref(to_struct(precision, Precision)), ctypes.byref(to_struct(engine, Engine)))


def instance(name: str) -> Instance:
    """A rentable machine by id, "provider/instance/region"."""
    return _row(Instance, lib.toll_catalog_get_instance, name)


def default(name: str) -> Default:
    """A sourced figure for scenarios by id, "name/region/vintage".

    >>> default("pue_survey_average/world/2025").value, default("grid_carbon_intensity/fra/2023").unit
    (1.54, 'gCO2e/kWh')
    """
    return _row(Default, lib.toll_catalog_get_default, name)


def stack(name: str) -> Stack:
    """How fast a training stack runs the catalog's kernels, by published runs.

    >>> stack("llm-foundry-h100").dense_software_factor < 0.8
    True
    """
    return _row(Stack, lib.toll_catalog_get_stack, name)


def license_terms(name: str) -> License:
    """What a licence permits, by the id that `published(model).license` gives. No legal advice.

    >>> license_terms("llama4").monthly_users_max, license_terms("llama4").eu.name
    (700000000, 'NO')
    """
    return _row(License, lib.toll_catalog_get_license, name)


class TokenRatio(NamedTuple):
    """Tokens per 1,000 characters, P10, P50 and P90 of pieces of text, and where that is from; `fact.field` is the
    tokenizer's name."""
    tokens: Range
    fact: Fact


def token_ratio(model: str, text: int = TextKind.ENGLISH) -> TokenRatio:
    """How many tokens a model makes of 1,000 characters of a kind of text. :class:`MissingFactError`: not known.

    >>> token_ratio("gpt-4", TextKind.CHINESE).tokens.mid, token_ratio("openai/gpt-5", TextKind.CHINESE).tokens.mid
    (1363.7, 935.1)
    """
    data, tokens, fact = model.encode(), _abi.toll_range(), new_struct(Fact.KIND)
    call(lib.toll_catalog_get_token_ratio, data, len(data), argument(text, ctypes.c_uint32, "text"), ctypes.byref(tokens),
         ctypes.byref(fact))
    return TokenRatio(from_range(tokens), from_struct(fact, Fact))


def _id(table: int, name: Optional[str]) -> Optional[str]:
    return None if name is None else lib.toll_catalog_get_id(table, find(table, name)).decode()


def qualities(model: Optional[str] = None, precision: Optional[str] = None) -> List[Quality]:
    """What is published of the quality of number formats, of one model's shape (id or alias) and one precision where these
    are given. Empty: nobody published any.

    >>> [(row.metric, row.ratio_low) for row in qualities("llama-2-70b", "q4_k_m")]
    [('wikitext perplexity', 1.01201)]
    """
    model_id, precision_id = _id(Table.MODEL, model), _id(Table.PRECISION, precision)
    rows = [ask(Quality, lib.toll_catalog_get_quality, index)
            for index in range(lib.toll_catalog_count(Table.QUALITY))]
    return [row for row in rows if model_id in (None, row.model_id) and precision_id in (None, row.precision_id)]


@functools.lru_cache(maxsize=1)
def _instances() -> Tuple[Instance, ...]:
    return tuple(ask(Instance, lib.toll_catalog_get_instance, index)
                 for index in range(lib.toll_catalog_count(Table.INSTANCE)))


def instances(hw: Optional[str] = None, provider: Optional[str] = None) -> List[Instance]:
    """Rentable machines, of one accelerator (id or alias) and one provider when given."""
    hw_id = _id(Table.HW, hw)
    return [row for row in _instances() if hw_id in (None, row.hw_id) and provider in (None, row.provider)]


def fact(record: Record, field: str) -> Fact:
    """Where a figure of a catalog row comes from.

    >>> fact(hardware("h100-sxm5-80gb"), "memory_bytes_per_s").source != ""
    True
    """
    table = TABLES.get(type(record))
    if table is None:
        raise TypeError(f"the catalog has no table of {type(record).__name__}")
    struct = _abi.STRUCTS[record.KIND]
    if field not in [entry[0] for entry in struct._fields_]:
        raise UnknownIdError(f"{struct.__name__} has no field {field}", struct=struct.__name__, field=field)
    index, offset = find(table, getattr(record, "id")), getattr(struct, field).offset
    return ask(Fact, lib.toll_catalog_get_fact, table, index, offset)
