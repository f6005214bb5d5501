/* SPDX-License-Identifier: Apache-2.0 */
/* Date of the facts as a whole. */
#ifndef TOLL_CATALOG_FACTS_DATE_H
#define TOLL_CATALOG_FACTS_DATE_H

/* "yyyy-mm-dd", from lib/catalog/data/date.csv. */
const char *toll__catalog_date(void);

#endif
