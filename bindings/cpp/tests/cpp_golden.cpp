// SPDX-License-Identifier: Apache-2.0
// Golden vectors through toll.hpp, and bad input: each throws with the library's message. Usage: cpp_golden tests/golden
#include <cmath>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "toll.hpp"

static int failed, passed;

static void expect(const std::string &what, const std::string &got, const std::string &want)
{
    (got == want ? passed : failed)++;
    if (got != want)
        std::cerr << what << ": expected " << want << ", got " << got << "\n";
}

template <typename Call> static void refused(const std::string &what, toll_status status, Call call)
{
    try {
        call();
        expect(what, "no error", toll_status_name(status));
    } catch (const toll::Error &error) {
        expect(what, toll_status_name(error.status()), toll_status_name(status));
        expect(what + " has a message", std::string(error.what()).empty() ? "none" : "one", "one");
    }
}

using Row = std::map<std::string, std::string>;

template <typename Check> static void each_row(const std::string &path, int least, Check check)
{
    std::ifstream file(path);
    std::string line;
    std::vector<std::string> columns;
    int rows = 0;
    while (std::getline(file, line)) {
        if (line.empty() || line[0] == '#')
            continue;
        std::stringstream cells(line);
        std::vector<std::string> values;
        for (std::string cell; std::getline(cells, cell, ',');)
            values.push_back(cell);
        if (columns.empty()) {
            columns = values;
            continue;
        }
        Row row;
        for (std::size_t i = 0; i < columns.size(); i++)
            row[columns[i]] = i < values.size() ? values[i] : "";
        rows++;
        check(row);
    }
    expect(path + " has rows", rows >= least ? "yes" : "no", "yes");
}

static void money(const Row &row)
{
    static const std::map<std::string, std::int32_t> modes = {{"half_even", TOLL_ROUND_HALF_EVEN},
                                                              {"half_up", TOLL_ROUND_HALF_UP},
                                                              {"down", TOLL_ROUND_DOWN},
                                                              {"up", TOLL_ROUND_UP}};
    const std::string &operation = row.at("operation"), &a = row.at("a"), &b = row.at("b");
    std::string got;
    bool is_inexact = false;
    try {
        if (operation == "compute")
            got = toll::Amount::of(toll::Decimal(a), std::stoll(b), std::stoll(row.at("c")), modes.at(row.at("mode")), &is_inexact)
                      .text();
        else if (operation == "amount_add")
            got = (toll::Amount(a) + toll::Amount(b)).text();
        else if (operation == "amount_subtract")
            got = (toll::Amount(a) - toll::Amount(b)).text();
        else
            return;
    } catch (const toll::Error &error) {
        got = toll_status_name(error.status());
    }
    expect(operation + " " + a + " " + b, got, row.at("expected"));
    if (operation == "compute" && !row.at("inexact").empty())
        expect(operation + " is inexact", is_inexact ? "1" : "0", row.at("inexact"));
}

static void memory(const Row &row)
{
    if (row.at("pp") != "1" || row.at("ep") != "1" || row.at("dp") != "1" || row.at("question") != "memory" ||
        row.at("quantity") != "kv_bytes")
        return;
    const toll::Deployment deployment(row.at("hw"), row.at("model"), row.at("precision"), "vllm", std::stoll(row.at("tp")));
    const auto answer = deployment.memory(std::stoll(row.at("x")), std::stoll(row.at("y")));
    std::ostringstream text;
    text.precision(17);
    text << answer.kv_bytes;
    expect(row.at("model") + " kv_bytes", text.str(), row.at("expected"));
}

static toll_bill_row text_row(std::uint32_t kind, const std::string &text)
{
    toll_bill_row row{};
    row.kind = kind;
    text.copy(row.text, sizeof row.text - 1);
    return row;
}

static toll_bill_row price_row(std::uint32_t meter, const toll_decimal &price)
{
    toll_bill_row row{};
    row.kind = TOLL_ROW_PRICE;
    row.meter = meter;
    row.number = price;
    row.per = 1000000;
    return row;
}

/* 12,000 tokens at 3 USD and 800 at 15 USD a million: 0.036 + 0.012 = 0.048. */
static void bills()
{
    toll_bill_row tariff = text_row(TOLL_ROW_TARIFF, "acme-one/2026");
    std::string("acme").copy(tariff.key, sizeof tariff.key - 1);
    std::string("USD").copy(tariff.value, sizeof tariff.value - 1);
    tariff.origin = TOLL_ORIGIN_PUBLIC;
    tariff.from_s = TOLL_TIME_MIN;
    tariff.until_s = TOLL_TIME_MAX;
    toll_bill_row match = text_row(TOLL_ROW_MATCH, "acme-one");
    match.op = TOLL_MATCH_EXACT;
    const toll::Book book = toll::Book::of_rows(
        {tariff, match, price_row(TOLL_METER_INPUT, {300, 2, 0}), price_row(TOLL_METER_OUTPUT, {1500, 2, 0})});
    const toll::Card card = book.card("acme-one", 1793577600, "acme");
    const toll::Bill bill = card.bill({{TOLL_METER_INPUT, 12000}, {TOLL_METER_OUTPUT, 800}});
    toll::Amount sum;
    for (const toll_bill_line &line : bill)
        sum += toll::Amount(line.billed_cost);
    expect("bill", bill.billed().text(), "0.048");
    expect("sum of lines", sum.text(), "0.048");
    expect("currency", bill.currency(), "USD");
    refused("unknown model", TOLL_E_UNKNOWN_ID, [&] { book.card("no-such-model", 1793577600); });
    refused("negative count", TOLL_E_RANGE, [&] { card.bill({{TOLL_METER_INPUT, -1}}); });
    // 9,223,372,036,854,775,807 * 3 / 10^6
    expect("huge count", card.bill({{TOLL_METER_INPUT, INT64_MAX}}).billed().text(), "27670116110564.327421");
}

static void bad_input()
{
    refused("amount of no digits", TOLL_E_SYNTAX, [] { toll::Amount("abc"); });
    refused("unknown accelerator", TOLL_E_UNKNOWN_ID, [] { toll::Deployment("no-such-gpu", "llama-3.1-70b"); });
    const toll::Deployment deployment("h100-sxm5-80gb", "llama-3.1-70b", "fp8", "vllm", 4);
    refused("NaN", TOLL_E_NOT_FINITE, [&] { deployment.serve(NAN, 1024, 32); });
    refused("negative memory", TOLL_E_RANGE, [&] { deployment.memory(-1, 4096); });
    expect("TPOT is a range", deployment.serve(1024, 1024, 32).tpot_s.mid > 0 ? "yes" : "no", "yes");
}

int main(int argc, char **argv)
{
    const std::string folder = argc > 1 ? argv[1] : "tests/golden";
    try {
        each_row(folder + "/money.csv", 20, money);
        each_row(folder + "/memory.csv", 2, memory);
        bills();
        bad_input();
    } catch (const std::exception &error) {
        std::cerr << "unexpected: " << error.what() << "\n";
        failed++;
    }
    std::cout << passed << " passed, " << failed << " failed\n";
    return failed > 0 || passed < 20;
}
