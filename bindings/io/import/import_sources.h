/* SPDX-License-Identifier: Apache-2.0 */
/* One importer a catalog. Each walks a parsed document and adds rows and remarks. TOLL_E_SYNTAX: the document is not of
 * its form; what is wrong with one model is a remark. */
#ifndef TOLL_IO_IMPORT_SOURCES_H
#define TOLL_IO_IMPORT_SOURCES_H

#include "import/import_rows.h"

#define IMPORT_NAME_BYTES 160u /* longer names are remarked, not cut */

toll_status toll__import_genai(import_list *m, toll__json root, toll_error *err);
toll_status toll__import_litellm(import_list *m, toll__json root, toll_error *err);
toll_status toll__import_models_dev(import_list *m, toll__json root, toll_error *err);
toll_status toll__import_openrouter(import_list *m, toll__json root, toll_error *err);

/* A clause of genai-prices' match logic as rows of the open tariff. */
void toll__import_match(import_list *m, toll__json clause, const char *entry);

#endif
