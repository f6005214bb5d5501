/* SPDX-License-Identifier: Apache-2.0 */
/* Bill a table: rows of several models, columns that stay where they are, and a name that is not known. */
#include <toll.h>

#include <stdio.h>
#include <string.h>

#define MODELS 3
#define ROWS   4

int main(void)
{
    //! [rows]
    const char *models[MODELS] = {"claude-sonnet-4-6", "gpt-5.4", "no-such-model"};
    const int64_t at_s = 1793491200; /* 2026-11-01T00:00:00Z */
    const uint32_t meters[3] = {TOLL_METER_INPUT, TOLL_METER_CACHE_READ, TOLL_METER_OUTPUT};
    static uint64_t memory[MODELS][TOLL_BILL_RATER_WORDS];
    const void *raters[MODELS] = {NULL, NULL, NULL}; /* a name without a tariff has no rater */
    uint64_t size, card[TOLL_BILL_CARD_WORDS];
    const void *book = toll_book_get_public(&size);
    toll_bill_context context;
    toll_init(&context);
    for (int i = 0; i < MODELS; i++) {
        if (toll_book_find(book, size, NULL, 0, models[i], TOLL_NUL, at_s, card, sizeof card, NULL) == TOLL_OK &&
            toll_bill_resolve_rater(card, sizeof card, meters, 3, &context, NULL, 0, memory[i], sizeof memory[i],
                                    NULL) == TOLL_OK)
            raters[i] = memory[i];
    }

    const int64_t input[ROWS] = {12000, 300000, 12000, 5}, read[ROWS] = {10000, 0, 0, 0};
    const int64_t output[ROWS] = {800, 1000, 800, 5};
    const int64_t *const columns[3] = {input, read, output};
    const uint32_t rater_of_row[ROWS] = {0, 1, 1, 2};
    toll_amount billed[ROWS];
    int32_t statuses[ROWS];
    toll_error err;
    toll_status status = toll_bill_compute_rows(raters, MODELS, rater_of_row, meters, 3, columns, NULL, ROWS, NULL,
                                                billed, statuses, &err);
    printf("row %d: %s\n", (int)err.row, err.message); /* the first row that has no bill */
    //! [rows]
    char text[TOLL_MONEY_TEXT_BYTES];
    for (int row = 0; row < ROWS; row++) {
        if (toll_amount_format(&billed[row], 2, text, sizeof text, NULL, NULL) != TOLL_OK)
            return 1;
        printf("row %d: %s, %s\n", row, statuses[row] == TOLL_OK ? text : "no bill", toll_status_name(statuses[row]));
        if (row == 0 && strcmp(text, "0.021") != 0) /* (2,000 * 3 + 10,000 * 0.30 + 800 * 15) / 10^6 */
            return 1;
    }
    return status == TOLL_E_UNKNOWN_ID && statuses[2] == TOLL_OK ? 0 : 1;
}
