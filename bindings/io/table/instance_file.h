/* SPDX-License-Identifier: Apache-2.0 */
/* Instance prices of one's own, CSV with the columns of lib/catalog/data/instances.csv, as rows of the catalog's form. */
#ifndef TOLL_IO_INSTANCE_FILE_H
#define TOLL_IO_INSTANCE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include <toll.h>

typedef struct toll__instance_row {
    toll_catalog_instance instance;
    uint32_t line;           /* of the file */
    int is_as_of_unverified; /* the date bears the mark `?` */
} toll__instance_row;

typedef struct toll__instance_file {
    toll__instance_row *rows; /* sorted by id */
    size_t n_rows;
} toll__instance_file;

/* Reads all rows, or none. `latest` is the last day that may be an as_of, yyyymmdd; 0: any.
 *
 * Needed columns: provider, instance, region, hw_id, gpus, and one of prices. Optional: id (provider/instance/region in
 * lower case), price_kind (on_demand), as_of (not known), gpu_name, vcpus, host_memory_bytes, notes, source. Another
 * column is refused, so that a misspelt price is not lost. A cell may end in `?`, `~` or `@SOURCE`, as in the catalog.
 *
 * TOLL_E_MISSING, TOLL_E_RANGE and TOLL_E_BUFFER as toll__csv_read(). TOLL_E_MISSING: also a column that is absent.
 * TOLL_E_SYNTAX: no CSV, no row, or a row that breaks a rule; the message begins with file, line and column.
 * On failure *file is empty. O(n log n). */
toll_status toll__instance_file_read(const char *path, uint64_t limit, int32_t latest, toll__instance_file *file,
                                     toll_error *err);
void toll__instance_file_release(toll__instance_file *file);

#endif
