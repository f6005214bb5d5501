/* SPDX-License-Identifier: Apache-2.0 */
/* The content hash: of a tariff over what its rows say, of a book over its tariffs. It does not depend on the format. */
#ifndef TOLL_BOOK_TARIFF_HASH_H
#define TOLL_BOOK_TARIFF_HASH_H

#include "book/book_view.h"

/* SHA-256 of a tariff's rows. Any memory with a sound view is safe. */
void toll__tariff_hash(const toll__book *book, const toll__tariff *tariff, unsigned char hash[TOLL__BOOK_HASH]);

/* SHA-256 over the hashes of a book's tariffs, in their order. */
void toll__book_hash(const unsigned char *hashes, uint32_t n_tariffs, unsigned char hash[TOLL__BOOK_HASH]);

#endif
