# SPDX-License-Identifier: Apache-2.0
"""The official client (package mcp) against `toll mcp`: handshake, list, every tool, each answer held against --json.

Runs with mcp 1 (sessions, up to 2025-11-25) and mcp 2 (sessions, and requests without a session, 2026-07-28).

Usage: mcp_client.py TOLL"""
import asyncio
import json
import os
import subprocess
import sys
import tempfile

import jsonschema
import mcp
from mcp.client.stdio import StdioServerParameters, stdio_client

ENVIRONMENT = {"TOLL_BOOK": "built-in", "TOLL_NOW": "2026-11-30", "TOLL_HERE_ROOT": "/nonexistent"}
RECORDS = [
    {"model": "gpt-5-mini", "created": 1764547200, "usage": {"prompt_tokens": 1000, "completion_tokens": 100,
     "prompt_tokens_details": {"cached_tokens": 600}}},
    {"model": "claude-haiku-4-5", "usage": {"input_tokens": 2500, "output_tokens": 77}},
    {"model": "no-such-model", "usage": {"prompt_tokens": 5, "completion_tokens": 5}}]
LAYOUT = ["--tp=2", "--precision=fp8"]
LOAD = {"model": "llama-3.1-8b", "hardware": ["h100-sxm5-80gb", "rtx-4090"], "input_tokens": 1500, "output_tokens": 300.5}
LOAD_WORDS = ["llama-3.1-8b", "h100-sxm5-80gb", "rtx-4090", "--input=1500", "--output=300.5"]

# tool, arguments, the command line that must say the same, standard input of that, whether it is an error
CASES = [
    ("price", {"models": ["gpt-5-mini", "claude-haiku-4-5"], "input_tokens": 8000, "output_tokens": 500},
     ["price", "gpt-5-mini", "claude-haiku-4-5", "--input=8k", "--output=500"], "", False),
    ("price", {"models": ["claude-sonnet-5-5"], "input_tokens": 100000, "cache_read_tokens": 90000, "output_tokens": 2000,
               "usage": {"web_search": 3}, "tier": "batch", "max_age_days": 3},
     ["price", "claude-sonnet-5-5", "--input=100k", "--cache-read=90k", "--output=2k", "--usage=web_search=3", "--tier=batch",
      "--max-age=3d"], "", False),
    ("price", {"models": ["gpt-5-mini"], "bound": True, "limits": {"input": "8000..8000"}, "output_tokens": 500},
     ["price", "gpt-5-mini", "--bound", "--limit=input=8000..8000", "--output=500"], "", False),
    ("bill", {"records": RECORDS, "by": ["day", "model"], "as_models": ["gpt-5-mini"], "budget": 1e-3},
     ["bill", "-", "--by=day,model", "--as=gpt-5-mini", "--budget=0.001"], "".join(json.dumps(r) + "\n" for r in RECORDS), False),
    ("fit", {"model": "llama-3.1-70b", "hardware": ["h100-sxm5-80gb", "rtx-4090"], "tp": 2, "precision": "fp8",
             "context_tokens": 8192, "sequences": 16},
     ["fit", "llama-3.1-70b", "h100-sxm5-80gb", "rtx-4090", *LAYOUT, "--context=8Ki", "--sequences=16"], "", False),
    ("speed", LOAD | {"concurrency": 8, "kv_type": "fp8"}, ["speed", *LOAD_WORDS, "--concurrency=8", "--kv-type=fp8"], "", False),
    ("speed", LOAD | {"requests_per_s": 0.5, "output_cv": 1}, ["speed", *LOAD_WORDS, "--rate=0.5", "--output-cv=1"], "", False),
    ("cost", LOAD | {"utilisation_frac": 0.4, "budget_usd_per_mtok": 1e-2},
     ["cost", *LOAD_WORDS, "--utilisation=0.4", "--budget=0.01"], "", False),
    ("plan", {"model": "llama-3.1-8b", "requests_per_s": 5, "ttft_p95_s": 0.5, "vs_models": ["gpt-5-mini"], "most_entries": 3},
     ["plan", "llama-3.1-8b", "--rate=5", "--ttft-p95=0.5s", "--vs=gpt-5-mini"], "", False),
    ("plan", {"model": "llama-3.1-8b", "hardware": ["h100-sxm5-80gb"], "budget_usd_per_month": 20000,
              "usd_per_gpu_hour": {"h100-sxm5-80gb": 1.9}, "spare_replicas": 1},
     ["plan", "llama-3.1-8b", "h100-sxm5-80gb", "--budget=20000/month", "--price=h100-sxm5-80gb=1.9", "--spare=1"], "", False),
    ("plan", {"model": "llama-3.1-405b", "hardware": ["rtx-4090"], "requests_per_s": 5, "max_gpus": 2},
     ["plan", "llama-3.1-405b", "rtx-4090", "--rate=5", "--max-gpus=2"], "", False),
    ("sources", {"about": "api_price", "name": "gpt-5-mini"}, ["book", "show", "gpt-5-mini"], "", False),
    ("sources", {"about": "price_book"}, ["book", "age"], "", False),
    ("sources", {"about": "accelerator", "name": "h100-sxm5-80gb"}, ["hw", "show", "h100-sxm5-80gb"], "", False),
    ("sources", {"about": "accelerator_price", "name": "h100-sxm5-80gb"}, ["hw", "prices", "h100-sxm5-80gb"], "", False),
    ("sources", {"about": "model", "name": "llama-3.1-8b"}, ["model", "show", "llama-3.1-8b"], "", False),
    ("find", {"about": "api_model", "names": ["gpt-5-mini"]}, ["book", "find", "gpt-5-mini"], "", False),
    ("find", {"about": "accelerator", "names": ["h100", "p5.48xlarge"]}, ["hw", "find", "h100", "p5.48xlarge"], "", False),
    ("fit", {"model": "llama-3.1-70b", "hardware": ["h100-sxm5-80gb"], "tp": 16, "internode_gb_per_s": 50},
     ["fit", "llama-3.1-70b", "h100-sxm5-80gb", "--tp=16", "--internode=50"], "", False),
    ("find", {"about": "model", "names": ["llama-70b"]}, ["model", "find", "llama-70b"], "", True)]
# What the schema refuses, the server refuses, too.
WRONG = [
    ("price", {}), ("price", {"models": []}), ("price", {"models": "gpt-5-mini"}), ("price", {"models": ["a"] * 17}),
    ("price", {"models": ["gpt-5-mini"], "input": 3}), ("price", {"models": ["gpt-5-mini"], "input_tokens": -1}),
    ("price", {"models": ["gpt-5-mini"], "input_tokens": 1.5}), ("price", {"models": ["gpt-5-mini"], "input_tokens": "8k"}),
    ("price", {"models": ["gpt-5-mini"], "input_tokens": None}), ("price", {"models": ["gpt-5-mini"], "bound": 1}),
    ("price", {"models": ["gpt-5-mini"], "usage": {"web_search": -3}}), ("bill", {"records": [3]}), ("bill", {"records": []}),
    ("bill", {"records": [{}], "by": ["moon"]}), ("fit", {"model": "llama-3.1-8b"}),
    ("fit", {"model": "llama-3.1-8b", "hardware": ["h100-sxm5-80gb"], "tp": 0}),
    ("speed", {"model": "llama-3.1-8b", "hardware": ["h100-sxm5-80gb"], "mode": "open-ended"}),
    ("plan", {"model": "llama-3.1-8b", "confidence_frac": 0.999}), ("sources", {"about": "everything"}),
    ("sources", {"about": "price_book", "most_entries": 0}), ("find", {"about": "model"})]

# What each tool needs, for arguments that are tried one by one.
TARGET = {"model": "llama-3.1-8b", "hardware": ["h100-sxm5-80gb"]}
LEAST = {"price": {"models": ["gpt-5-mini"], "input_tokens": 10}, "bill": {"records": [RECORDS[1]]}, "plan": TARGET | {"requests_per_s": 1},
         "sources": {"about": "price_book"}, "find": {"about": "model", "names": ["llama-3.1-8b"]}}
# Refused at an end of its range for another reason: what it is a part of, or what the layout needs.
RELATIVE = {"cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens", "reasoning_tokens", "tp", "pp", "ep", "dp"}

failures = []
passed = 0


def judge(name, holds, why=""):
    global passed
    passed += bool(holds)
    if not holds:
        failures.append(name)
        print(f"FAIL  mcp: {name}: {why}")


def command(toll, words, text):
    run = subprocess.run([toll, *words, "--json"], input=text, capture_output=True, text=True, env=os.environ | ENVIRONMENT,
                         check=False)
    return run.returncode, json.loads(run.stdout) if run.stdout else None


def cut(answer, entries):
    """Long arrays at the top, as the server cuts them."""
    left_out = {key: len(value) - entries for key, value in answer.items() if isinstance(value, list) and len(value) > entries}
    short = {key: value[:entries] if key in left_out else value for key, value in answer.items()}
    return short | ({"left_out": left_out} if left_out else {})


def field(thing, *names):
    """A member by its name in mcp 2 or mcp 1."""
    return next(getattr(thing, name) for name in names if hasattr(thing, name))


async def check_case(session, toll, case, entries):
    tool, arguments, words, text, is_error = case
    code, expected = command(toll, words, text)
    result = await session.call_tool(tool, arguments)
    structured = field(result, "structured_content", "structuredContent")
    name = f"{tool} {json.dumps(arguments)[:60]}"
    expected = expected if expected is None else cut(expected, arguments.get("most_entries", entries[tool]))
    texts = [block.text for block in result.content]
    judge(f"{name} is --json", expected is not None and structured == expected, f"{str(structured)[:300]} not {str(expected)[:300]}")
    judge(f"{name}: the second text is the JSON, too", len(texts) == 2 and json.loads(texts[1]) == expected, texts)
    judge(f"{name}: the first text is short", 0 < len(result.content[0].text) < 1000, result.content[0].text)
    judge(f"{name}: isError", field(result, "is_error", "isError") == is_error == (code == 1), f"exit code {code}")


async def check_tools(session, toll):
    tools = (await session.list_tools()).tools
    names = [tool.name for tool in tools]
    judge("tools", names == ["price", "bill", "fit", "speed", "cost", "plan", "sources", "find"], names)
    schemas = {tool.name: field(tool, "input_schema", "inputSchema") for tool in tools}
    for tool in tools:
        notes = tool.annotations
        jsonschema.Draft202012Validator.check_schema(schemas[tool.name])
        jsonschema.Draft202012Validator.check_schema(field(tool, "output_schema", "outputSchema"))
        judge(f"{tool.name} only reads", field(notes, "read_only_hint", "readOnlyHint") is True)
        judge(f"{tool.name} may be repeated", field(notes, "idempotent_hint", "idempotentHint") is True)
        judge(f"{tool.name} is closed", field(notes, "open_world_hint", "openWorldHint") is False)
        judge(f"{tool.name} says what each argument is",
              all(len(p["description"]) > 10 for p in schemas[tool.name]["properties"].values()))
    judge("each tool has a case", {case[0] for case in CASES} == set(names))
    entries = {tool: 10 if tool == "plan" else 100 for tool in names}
    for case in CASES:
        jsonschema.validate(case[1], schemas[case[0]])
        await check_case(session, toll, case, entries)
    await check_ranges(session, tools)
    for tool, arguments in WRONG:
        is_refused = not jsonschema.Draft202012Validator(schemas[tool]).is_valid(arguments)
        result = await session.call_tool(tool, arguments)
        judge(f"{tool} {str(arguments)[:60]} is refused by schema and server", is_refused and field(result, "is_error", "isError"),
              f"schema {is_refused}, {result.content[0].text}")


async def check_ranges(session, tools):
    """Both ends of each range are answered, and what lies beyond is refused with the range."""
    for tool in tools:
        least = LEAST.get(tool.name, TARGET)
        for name, about in field(tool, "input_schema", "inputSchema")["properties"].items():
            if about["type"] not in ("integer", "number"):
                continue
            for value in (about["minimum"], about["maximum"]):
                result = await session.call_tool(tool.name, least | {name: value})
                judge(f"{tool.name} {name} {value} is answered", name in RELATIVE or not field(result, "is_error", "isError"),
                      result.content[0].text)
            for value in (about["minimum"] - 1, about["maximum"] * 2):
                result = await session.call_tool(tool.name, least | {name: value})
                judge(f"{tool.name} {name} {value} is refused", result.content[0].text.startswith(f"{name} takes a "),
                      result.content[0].text)


async def check_folder(session, folder):
    """Files inside of the folder are read; others, and links that lead out, are not, nor is it told whether they are there."""
    inside = await session.call_tool("bill", {"log": os.path.join(folder, "use.jsonl")})
    judge("a log inside of the folder is billed", not field(inside, "is_error", "isError"), inside.content[0].text)
    said = set()
    for path in ("/etc/passwd", "/etc/no-such-file", os.path.join(folder, "link.jsonl"), os.path.join(folder, "..", "x.jsonl"),
                 os.path.join(folder, "pipe"), os.path.join(folder, "packed.jsonl")):
        outside = await session.call_tool("bill", {"log": path})
        judge(f"{path} is refused", field(outside, "is_error", "isError"), outside.content[0].text)
        said.add(outside.content[0].text.replace(path, "PATH"))
    judge("and not told apart", len(said) == 1, said)


def make_folder(folder):
    with open(os.path.join(folder, "use.jsonl"), "w", encoding="utf-8") as log:
        log.write(json.dumps(RECORDS[1]) + "\n")
    with open(os.path.join(folder, "packed.jsonl"), "wb") as log:
        log.write(b"\x1f\x8b rest")
    os.symlink("/etc/passwd", os.path.join(folder, "link.jsonl"))
    os.mkfifo(os.path.join(folder, "pipe"))


def server(toll, *words):
    return StdioServerParameters(command=toll, args=["mcp", *words], env=ENVIRONMENT)


async def with_sessions(toll, folder):
    """The handshake of 2025-11-25 and before."""
    async with stdio_client(server(toll)) as (read, write), mcp.ClientSession(read, write) as session:
        opened = await session.initialize()
        judge("handshake", field(opened, "protocol_version", "protocolVersion") == "2025-11-25", opened)
        judge("name", field(opened, "server_info", "serverInfo").name == "toll", opened)
        await session.send_ping()
        await check_tools(session, toll)
    async with stdio_client(server(toll, "--folder", folder)) as (read, write), mcp.ClientSession(read, write) as session:
        await session.initialize()
        await check_folder(session, folder)


async def without_sessions(toll):
    """2026-07-28: server/discover, then each request for itself."""
    for mode in ("auto", "2026-07-28"):
        async with mcp.Client(stdio_client(server(toll)), mode=mode) as client:
            judge(f"revision of mode {mode}", client.protocol_version == "2026-07-28", client.protocol_version)
            await check_tools(client, toll)


async def main():
    toll = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        make_folder(folder)
        await with_sessions(toll, folder)
    if hasattr(mcp, "Client"):
        await without_sessions(toll)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
