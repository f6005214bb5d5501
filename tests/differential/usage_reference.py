# SPDX-License-Identifier: Apache-2.0
"""Usage records and `toll bill` against a slow reference: random objects of the main shapes, by each vendor's rule.

1. Pairs: the reference writes an object and the quantities that it must be read as; usage_driver must give the same.
2. Sums: a log of these objects, broken lines and unknown names among them, through `toll bill`. The costs of --csv add
   up to the groups and the total of --json, and every line is accounted for.

Usage: usage_reference.py --driver PROGRAM --toll PROGRAM [--cases N] [--seed N]
"""
import argparse
import collections
import csv
import decimal
import io
import json
import random
import subprocess
import sys
import tempfile

decimal.getcontext().prec = 60
MODELS = {"chat": ["gpt-5", "gpt-4o", "openai/gpt-5-mini"], "responses": ["gpt-5"], "anthropic": ["claude-sonnet-4-5"],
          "gemini": ["gemini-2.5-flash"], "bedrock": ["global.anthropic.claude-opus-5"], "litellm": ["claude-sonnet-4-5"],
          "langchain": ["gpt-5"], "otel": ["gpt-5"], "deepseek": ["deepseek-chat"]}


def count(rng, most):
    return rng.choice([0, 1, most, rng.randint(0, most)])


def parts(rng, total):
    """A read and a written part that fit into a total."""
    read = count(rng, total)
    return read, count(rng, total - read)


def spell(rng, n):
    """A count in one of the spellings that JSON has for it."""
    return rng.choice([n, n, n, float(n) if n < 2**50 else n])


def total_or_not(rng, usage, key, total):
    if rng.random() < 0.5:
        usage[key] = total


def chat(rng):
    given, out = rng.randint(0, 10**6), rng.randint(0, 10**4)
    read, write = parts(rng, given)
    reasoning = count(rng, out)
    usage = {"prompt_tokens": spell(rng, given), "completion_tokens": spell(rng, out)}
    want = {"input": given, "output": out}
    total_or_not(rng, usage, "total_tokens", given + out)
    if rng.random() < 0.8:
        usage["prompt_tokens_details"] = {"cached_tokens": read, "cache_write_tokens": write}
        want.update(cache_read=read, cache_write=write)
    if rng.random() < 0.8:
        usage["completion_tokens_details"] = {"reasoning_tokens": reasoning}
        want["reasoning"] = reasoning
    return {"usage": usage}, want


def responses(rng):
    given, out = rng.randint(0, 10**6), rng.randint(0, 10**4)
    read, _ = parts(rng, given)
    searches = rng.randint(0, 3)
    return {"output": [{"type": "web_search_call"}] * searches + [{"type": "message"}],
            "usage": {"input_tokens": given, "input_tokens_details": {"cached_tokens": read}, "output_tokens": out,
                      "output_tokens_details": {"reasoning_tokens": out // 2}}}, {
                          "input": given, "output": out, "cache_read": read, "reasoning": out // 2,
                          "web_search": searches}


def anthropic(rng):
    plain, read, five, hour, out = (rng.randint(0, 10**5) for _ in range(5))
    usage = {"input_tokens": plain, "cache_read_input_tokens": read, "output_tokens": out,
             "cache_creation_input_tokens": five + hour,
             "cache_creation": {"ephemeral_5m_input_tokens": five, "ephemeral_1h_input_tokens": hour}}
    want = {"input": plain + read + five + hour, "output": out, "cache_read": read, "cache_write": five + hour,
            "cache_write_5m": five, "cache_write_1h": hour}
    if rng.random() < 0.3:
        usage["iterations"] = [{"type": "message", "input_tokens": plain, "output_tokens": out},
                               {"type": "compaction", "input_tokens": 7, "cache_read_input_tokens": 5,
                                "output_tokens": 3}]
        want["input"] += 12
        want["cache_read"] += 5
        want["output"] += 3
    return {"usage": usage}, want


def gemini(rng):
    given, tool, out, thoughts = (rng.randint(0, 10**5) for _ in range(4))
    video = count(rng, given)
    usage = {"promptTokenCount": given, "candidatesTokenCount": out, "thoughtsTokenCount": thoughts,
             "totalTokenCount": given + tool + out + thoughts}
    if tool or rng.random() < 0.5:
        usage["toolUsePromptTokenCount"] = tool
    usage["promptTokensDetails"] = [{"modality": "TEXT", "tokenCount": given - video},
                                    {"modality": "VIDEO", "tokenCount": video}]
    return {"usageMetadata": usage}, {"input": given + tool, "output": out + thoughts, "input_tool": tool,
                                      "reasoning": thoughts, "input_video": video}


def bedrock(rng):
    plain, read, write, out = (rng.randint(1, 10**5) for _ in range(4))
    usage = {"inputTokens": plain, "outputTokens": out, "cacheReadInputTokens": read, "cacheReadInputTokenCount": read,
             "cacheWriteInputTokens": write, "cacheDetails": [{"ttl": "5m", "inputTokens": write}]}
    total_or_not(rng, usage, "totalTokens", plain + read + write + out)
    return {"usage": usage}, {"input": plain + read + write, "output": out, "cache_read": read, "cache_write": write,
                              "cache_write_5m": write}


def litellm(rng):
    given, out = rng.randint(0, 10**6), rng.randint(0, 10**4)
    read, write = parts(rng, given)
    return {"usage": {"prompt_tokens": given, "completion_tokens": out, "cache_read_input_tokens": read,
                      "cache_creation_input_tokens": write, "prompt_tokens_details": {"cached_tokens": read}}}, {
                          "input": given, "output": out, "cache_read": read, "cache_write": write}


def langchain(rng):
    given, out = rng.randint(0, 10**6), rng.randint(0, 10**4)
    read, write = parts(rng, given)
    return {"usage_metadata": {"input_tokens": given, "output_tokens": out, "total_tokens": given + out,
                               "input_token_details": {"cache_read": read, "cache_creation": write},
                               "output_token_details": {"reasoning": out}}}, {
                                   "input": given, "output": out, "cache_read": read, "cache_write": write,
                                   "reasoning": out}


def otel(rng):
    plain, read, write, out = (rng.randint(0, 10**5) for _ in range(4))
    is_beside = read + write > plain
    return {"attributes": {"gen_ai.usage.input_tokens": plain, "gen_ai.usage.output_tokens": out,
                           "gen_ai.usage.cache_read.input_tokens": read,
                           "gen_ai.usage.cache_creation.input_tokens": write}}, {
                               "input": plain + (read + write if is_beside else 0), "output": out, "cache_read": read,
                               "cache_write": write}


def deepseek(rng):
    hit, miss, out = (rng.randint(0, 10**5) for _ in range(3))
    return {"usage": {"prompt_tokens": hit + miss, "completion_tokens": out, "prompt_cache_hit_tokens": hit,
                      "prompt_cache_miss_tokens": miss}}, {"input": hit + miss, "output": out, "cache_read": hit}


SHAPES = {f.__name__: f for f in (chat, responses, anthropic, gemini, bedrock, litellm, langchain, otel, deepseek)}


def wrap(rng, body):
    """The objects that logs put around a response."""
    return rng.choice([lambda: body, lambda: {"response": body}, lambda: {"n": 1, "response": {"body": body}},
                       lambda: {"result": {"message": body}}, lambda: {"data": body, "user": "red"}])()


def make_record(rng):
    shape = rng.choice(list(SHAPES))
    body, want = SHAPES[shape](rng)
    body["model"] = rng.choice(MODELS[shape])
    body["created"] = 1793613600 + rng.randint(0, 10**6)
    if shape == "otel":
        body["attributes"]["gen_ai.response.model"] = body["model"]
    return wrap(rng, body), {k: v for k, v in want.items() if v or k in ("input", "output")}


def read_pairs(driver, records):
    text = "".join(json.dumps(r) + "\n" for r in records)
    lines = subprocess.run(driver.split(), input=text, capture_output=True, text=True, check=True).stdout.splitlines()
    for line in lines:
        cells = line.split("\t")
        yield {k: int(v) for k, v in (c.split("=") for c in cells[12:] if "=" in c)} if cells[1] != "refused" else line


def compare_pairs(rng, driver, cases):
    made = [make_record(rng) for _ in range(cases)]
    wrong = 0
    for (record, want), got in zip(made, read_pairs(driver, [record for record, _ in made]), strict=True):
        if got != want:
            wrong += 1
            print(f"{json.dumps(record)}\n  read as {got}\n  not {want}")
    return wrong


def make_log(rng, cases):
    """Lines, and how many of them are records that must be somewhere in the answer."""
    lines = []
    for _ in range(cases):
        record, _ = make_record(rng)
        lines.append(rng.choice([json.dumps(record)] * 8 + [
            "{", '{"usage":{"prompt_tokens":-1,"completion_tokens":1}}', '{"type":"user","message":{}}',
            json.dumps({"model": "gpt-9", "usage": {"prompt_tokens": 1, "completion_tokens": 1}})]))
    return lines


def run_bill(toll, log, *options):
    run = subprocess.run([toll, "bill", log, "--at", "2026-11-03", *options], capture_output=True, text=True)
    if run.returncode not in (0, 4):
        sys.exit(run.stderr)
    return run.stdout


def compare_sums(rng, toll, cases):
    lines = make_log(rng, cases)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as log:
        log.write("\n".join(lines) + "\n")
        log.flush()
        rows = list(csv.DictReader(io.StringIO(run_bill(toll, log.name, "--csv"))))
        answer = json.loads(run_bill(toll, log.name, "--json", "--by", "provider,day"))
    sums, tokens = collections.Counter(), collections.Counter()
    for row in rows:
        if row["cost"]:
            sums[row["provider"], row["at"][:10]] += decimal.Decimal(row["cost"])
            tokens["input"] += int(dict(p.split("=") for p in row["quantities"].split())["input"])
    problems = []
    groups = {(g["provider"], g["day"]): decimal.Decimal(g["cost"]) for g in answer["groups"]}
    if groups != dict(sums):
        problems.append("the groups are not the sums of the rows")
    if decimal.Decimal(answer["total"]["cost"]) != sum(sums.values()) or answer["total"]["input_tokens"] != tokens["input"]:
        problems.append("the total is not the sum of the rows")
    counted = (answer["total"]["records"] + answer["bad_records"] + answer["unpriced_records"] +
               answer["records_without_usage"])
    if counted != len(lines):
        problems.append(f"{counted} of {len(lines)} lines are accounted for")
    print("".join(f"{p}\n" for p in problems), end="")
    return len(problems)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--driver", default="build/tests/io/usage_driver")
    parser.add_argument("--toll", default="build/toll")
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    wrong = compare_pairs(rng, asked.driver, asked.cases) + compare_sums(rng, asked.toll, asked.cases)
    print(f"{asked.cases} records read, {asked.cases} lines billed, {wrong} wrong")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
