/* SPDX-License-Identifier: Apache-2.0 */
/* Find the tariff of a model in the public book, ask for the hash of the book, and see what an unknown model gives. */
#include <toll.h>

#include <stdio.h>

int main(void)
{
    //! [book]
    const char *model = "claude-sonnet-4-6";
    const int64_t at_s = 1793491200; /* 2026-11-01T00:00:00Z */
    uint64_t size, card[TOLL_BILL_CARD_WORDS];
    const void *book = toll_book_get_public(&size);
    toll_error err;
    if (toll_book_find(book, size, NULL, 0, model, TOLL_NUL, at_s, card, sizeof card, &err)) {
        printf("%s\n", err.message);
        return 1;
    }

    char hash[65];
    toll_book_get_hash(book, size, hash, sizeof hash, NULL);
    printf("%.12s... has %llu tariffs; %s is one of them\n", hash, (unsigned long long)toll_book_count(book, size),
           model);

    toll_status unknown = toll_book_find(book, size, NULL, 0, TOLL_STR("no-such-model"), at_s, card, sizeof card, &err);
    printf("no-such-model: %s\n", err.message); /* an error, never a free token */
    //! [book]
    return unknown == TOLL_E_UNKNOWN_ID && toll_book_count(book, size) > 200 ? 0 : 1;
}
