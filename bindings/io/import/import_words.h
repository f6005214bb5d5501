/* SPDX-License-Identifier: Apache-2.0 */
/* Words of tariff rows that importers write where a book knows them. 0: today's book has no such row, so the importer
 * reports the fact as not expressible. One line is changed when the row arrives, to the constant that it names. */
#ifndef TOLL_IO_IMPORT_WORDS_H
#define TOLL_IO_IMPORT_WORDS_H

#define IMPORT_MATCH_DATED       0u /* TOLL_MATCH_DATED: this name, also with a date suffix */
#define IMPORT_MATCH_SUFFIX      0u /* TOLL_MATCH_SUFFIX */
#define IMPORT_MATCH_INFIX       0u /* TOLL_MATCH_INFIX */
#define IMPORT_ROW_RETIRED       0u /* TOLL_ROW_RETIRED: from_s: the retirement; text: the model that replaces it */
#define IMPORT_ROW_ATTRIBUTE     0u /* TOLL_ROW_ATTRIBUTE: a value of an attribute that is sold at the standard price */
#define IMPORT_CACHE_WRITE_12H   0u /* TOLL_METER_CACHE_WRITE_12H */
#define IMPORT_CACHE_WRITE_AUDIO 0u /* TOLL_METER_CACHE_WRITE_AUDIO */
#define IMPORT_SEARCH_UNIT       0u /* TOLL_METER_SEARCH_UNIT: a rerank query of up to 100 documents */
#define IMPORT_PIXEL             0u /* TOLL_METER_PIXEL */
#define IMPORT_MAP_GROUNDING     0u /* TOLL_METER_MAP_GROUNDING */
#define IMPORT_IMAGE_INPUT       0u /* TOLL_METER_IMAGE_INPUT: images that are given, where answers are images too */

#endif
