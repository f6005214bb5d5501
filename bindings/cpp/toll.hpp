/* SPDX-License-Identifier: Apache-2.0 */
/* libtoll for C++17: values and owners over toll.h in one header. A failure is an exception with the library's message.
 *
 *     const toll::Card card = toll::Book::built_in().card("claude-sonnet-4-5", at, "anthropic");
 *     std::cout << card.bill({{TOLL_METER_INPUT, 12000}, {TOLL_METER_OUTPUT, 800}}).billed().text();
 *
 * Amounts are exact and have no conversion to double: to_double_rounded() says what it does. What is not wrapped is called
 * as C, with check(): the C structs are used as they are, and made<toll_serve_load>(TOLL_KIND_SERVE_LOAD) begins one. */
#ifndef TOLL_HPP
#define TOLL_HPP

#include <toll.h>

#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace toll
{

/* What the library refused: its status, the field or argument that is wrong, and the row (-1: none). what() is its message. */
class Error : public std::runtime_error
{
  public:
    Error(toll_status status, const toll_error &error)
        : std::runtime_error(error.message), status_(status), field_(error.field), row_(error.row)
    {
    }
    toll_status status() const noexcept { return status_; }
    const std::string &field() const noexcept { return field_; }
    std::int64_t row() const noexcept { return row_; }

  private:
    toll_status status_;
    std::string field_;
    std::int64_t row_;
};

/* Throws when a call with this status and error failed. */
inline void check(toll_status status, const toll_error &error)
{
    if (status != TOLL_OK)
        throw Error(status, error);
}

/* A struct of the library with its header filled in: made<toll_serve_load>(TOLL_KIND_SERVE_LOAD). */
template <typename Struct> Struct made(std::uint32_t kind)
{
    Struct object{};
    toll_error error{};
    check(toll_struct_init(&object, sizeof object, kind, &error), error);
    return object;
}

/* An exact decimal, such as a price: up to 18 digits. */
class Decimal
{
  public:
    explicit Decimal(std::string_view text)
    {
        toll_error error{};
        check(toll_decimal_parse(text.data(), text.size(), &value_, &error), error);
    }
    explicit Decimal(const toll_decimal &value) : value_(value) {}
    const toll_decimal &c() const noexcept { return value_; }
    std::string text() const
    {
        char text[TOLL_MONEY_TEXT_BYTES];
        toll_error error{};
        check(toll_decimal_format(&value_, text, sizeof text, nullptr, &error), error);
        return text;
    }

  private:
    toll_decimal value_{};
};

/* An amount of money, exact to 10^-18. Its currency is the caller's to know. Sums that overflow throw. */
class Amount
{
  public:
    Amount() = default;
    explicit Amount(std::string_view text)
    {
        toll_error error{};
        check(toll_amount_parse(text.data(), text.size(), &value_, &error), error);
    }
    explicit Amount(const toll_amount &value) : value_(value) {}
    /* quantity / per * price, rounded at 10^-18 as `mode` says (TOLL_ROUND_*). */
    static Amount of(const Decimal &price, std::int64_t quantity, std::int64_t per, std::int32_t mode = TOLL_ROUND_HALF_EVEN,
                     bool *is_inexact = nullptr)
    {
        Amount amount;
        std::int32_t inexact = 0;
        toll_error error{};
        check(toll_amount_compute(&price.c(), quantity, per, mode, &amount.value_, &inexact, &error), error);
        if (is_inexact != nullptr)
            *is_inexact = inexact != 0;
        return amount;
    }
    const toll_amount &c() const noexcept { return value_; }
    std::string text(std::int32_t least_digits = 0) const
    {
        char text[TOLL_MONEY_TEXT_BYTES];
        toll_error error{};
        check(toll_amount_format(&value_, least_digits, text, sizeof text, nullptr, &error), error);
        return text;
    }
    double to_double_rounded() const { return std::strtod(text().c_str(), nullptr); }

    friend Amount operator+(const Amount &left, const Amount &right) { return left.joined(toll_amount_add, right); }
    friend Amount operator-(const Amount &left, const Amount &right) { return left.joined(toll_amount_subtract, right); }
    Amount &operator+=(const Amount &other) { return *this = *this + other; }
    Amount &operator-=(const Amount &other) { return *this = *this - other; }
    friend bool operator==(const Amount &left, const Amount &right) { return left.order(right) == 0; }
    friend bool operator!=(const Amount &left, const Amount &right) { return left.order(right) != 0; }
    friend bool operator<(const Amount &left, const Amount &right) { return left.order(right) < 0; }
    friend bool operator>(const Amount &left, const Amount &right) { return left.order(right) > 0; }
    friend bool operator<=(const Amount &left, const Amount &right) { return left.order(right) <= 0; }
    friend bool operator>=(const Amount &left, const Amount &right) { return left.order(right) >= 0; }

  private:
    using Operation = toll_status (*)(const toll_amount *, const toll_amount *, toll_amount *, toll_error *);
    Amount joined(Operation operation, const Amount &right) const
    {
        Amount result;
        toll_error error{};
        check(operation(&value_, &right.value_, &result.value_, &error), error);
        return result;
    }
    std::int32_t order(const Amount &right) const
    {
        std::int32_t order = 0;
        toll_error error{};
        check(toll_amount_compare(&value_, &right.value_, &order, &error), error);
        return order;
    }
    toll_amount value_{};
};

/* The facts of a request that a tariff may ask for; what is not given is not known. Tier and region are texts of the book. */
struct Request {
    std::optional<std::int64_t> at_s;
    std::string tier;
    std::string region;
};

/* A bill: its lines in the order of charging, and its total. A range of lines. */
class Bill
{
  public:
    Bill(std::vector<toll_bill_line> lines, const toll_bill_total &total) : lines_(std::move(lines)), total_(total) {}
    Amount billed() const { return Amount(total_.billed_cost); }
    std::string currency() const { return total_.currency; }
    const toll_bill_total &total() const noexcept { return total_; }
    const std::vector<toll_bill_line> &lines() const noexcept { return lines_; }
    auto begin() const noexcept { return lines_.begin(); }
    auto end() const noexcept { return lines_.end(); }

  private:
    std::vector<toll_bill_line> lines_;
    toll_bill_total total_;
};

class Book;

/* The card of one tariff. It reads the book's bytes: the book must outlive it and stay in place. */
class Card
{
  public:
    /* Quantities in base units of their meters; a meter that is not given was not used. */
    Bill bill(const std::vector<toll_bill_usage> &usage, const Request &request = {}) const;

  private:
    friend class Book;
    Card(const void *book, std::uint64_t size) : words_(toll_bill_card_size() / 8 + 1), book_(book), book_size_(size) {}
    std::uint64_t bytes() const noexcept { return words_.size() * 8; }
    std::vector<std::uint64_t> words_;
    const void *book_;
    std::uint64_t book_size_;
};

/* A price book: the built-in one, one compiled from rows, or bytes of the caller, which must outlive it. It can be moved,
 * and its cards stay good; it can't be copied. */
class Book
{
  public:
    static Book built_in()
    {
        Book book;
        book.bytes_ = toll_book_get_public(&book.size_);
        return book;
    }
    static Book of_bytes(const void *bytes, std::uint64_t size)
    {
        toll_error error{};
        check(toll_book_open(bytes, size, &error), error);
        Book book;
        book.bytes_ = bytes;
        book.size_ = size;
        return book;
    }
    static Book of_rows(const std::vector<toll_bill_row> &rows)
    {
        Book book;
        toll_error error{};
        book.words_.resize(toll_book_size(rows.size()) / 8 + 1);
        check(toll_book_compile(rows.data(), rows.size(), sizeof(toll_bill_row), book.words_.data(), book.words_.size() * 8,
                                &book.size_, &error),
              error);
        book.bytes_ = book.words_.data();
        return book;
    }
    Book(Book &&) = default;
    Book &operator=(Book &&) = default;
    Book(const Book &) = delete;
    Book &operator=(const Book &) = delete;

    std::uint64_t tariffs() const { return toll_book_count(bytes_, size_); }

    /* The card of a model at an instant. provider "": the name tells it, or is its maker's. */
    Card card(std::string_view model, std::int64_t at_s, std::string_view provider = {}) const
    {
        Card card(bytes_, size_);
        toll_error error{};
        toll_book_name found = made<toll_book_name>(TOLL_KIND_BOOK_NAME);
        check(toll_book_resolve(bytes_, size_, provider.empty() ? nullptr : provider.data(), provider.size(), model.data(),
                                model.size(), at_s, card.words_.data(), card.bytes(), &found, &error),
              error);
        return card;
    }

  private:
    Book() = default;
    std::vector<std::uint64_t> words_;
    const void *bytes_ = nullptr;
    std::uint64_t size_ = 0;
};

inline Bill Card::bill(const std::vector<toll_bill_usage> &usage, const Request &request) const
{
    toll_error error{};
    auto context = made<toll_bill_context>(TOLL_KIND_BILL_CONTEXT);
    auto total = made<toll_bill_total>(TOLL_KIND_BILL_TOTAL);
    if (request.at_s) {
        context.at_s = *request.at_s;
        context.known = TOLL_CONTEXT_AT;
    }
    if (!request.tier.empty())
        check(toll_book_intern_tier(book_, book_size_, request.tier.data(), request.tier.size(), &context.service_tier, &error),
              error);
    if (!request.region.empty())
        check(toll_book_intern(book_, book_size_, request.region.data(), request.region.size(), &context.region, &error),
              error);
    std::vector<toll_bill_line> lines(16);
    for (;;) {
        const toll_status status =
            toll_bill_compute(words_.data(), bytes(), usage.data(), usage.size(), &context, nullptr, 0, nullptr, 0,
                              lines.data(), lines.size(), &total, &error);
        if (status != TOLL_E_BUFFER || lines.size() >= 4096) {
            check(status, error);
            break;
        }
        lines.resize(lines.size() * 4);
    }
    lines.resize(static_cast<std::size_t>(total.n_lines));
    return Bill(std::move(lines), total);
}

/* A model on accelerators of the catalog: memory, speed and cost with their ranges. */
class Deployment
{
  public:
    /* precision and engine "": the model's own, and vllm. */
    Deployment(std::string_view hw, std::string_view model, std::string_view precision = {}, std::string_view engine = {},
               std::int64_t tp = 1)
        : Deployment(hw, model, precision, engine, layout_of(tp))
    {
    }
    Deployment(std::string_view hw, std::string_view model, std::string_view precision, std::string_view engine,
               const toll_step_layout &layout)
        : words_(TOLL_CATALOG_WORDS)
    {
        toll_error error{};
        check(toll_catalog_resolve(hw.data(), hw.size(), model.data(), model.size(), precision.data(), precision.size(),
                                   engine.data(), engine.size(), &layout, words_.data(), words_.size() * 8, &error),
              error);
    }
    toll_serve_result serve(const toll_serve_load &load) const
    {
        toll_error error{};
        auto result = made<toll_serve_result>(TOLL_KIND_SERVE_RESULT);
        check(toll_serve_estimate(words_.data(), words_.size() * 8, &load, &result, &error), error);
        return result;
    }
    /* A closed loop: `concurrency` requests in flight, each of these lengths in tokens. */
    toll_serve_result serve(double input_tokens, double output_tokens, double concurrency) const
    {
        auto load = made<toll_serve_load>(TOLL_KIND_SERVE_LOAD);
        load.input_tokens = input_tokens;
        load.output_tokens = output_tokens;
        load.concurrency = concurrency;
        return serve(load);
    }
    toll_step_memory memory(std::int64_t sequences, std::int64_t context_tokens) const
    {
        toll_error error{};
        auto memory = made<toll_step_memory>(TOLL_KIND_STEP_MEMORY);
        check(toll_step_estimate_memory(words_.data(), words_.size() * 8, sequences, context_tokens, &memory, &error), error);
        return memory;
    }
    const std::vector<std::uint64_t> &words() const noexcept { return words_; }

  private:
    static toll_step_layout layout_of(std::int64_t tp)
    {
        auto layout = made<toll_step_layout>(TOLL_KIND_STEP_LAYOUT);
        layout.tp = tp;
        return layout;
    }
    std::vector<std::uint64_t> words_;
};

} // namespace toll

#endif
