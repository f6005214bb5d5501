/* SPDX-License-Identifier: Apache-2.0 */
/* Look an accelerator up, ask where its bandwidth was read, and see what an ambiguous name gives. */
#include <stddef.h>
#include <stdio.h>

#include <toll.h>

int main(void)
{
    //! [catalog]
    const char *name = "H100 SXM5 80GB"; /* or its id, "h100-sxm5-80gb" */
    uint64_t index;
    toll_error err;
    if (toll_catalog_find(TOLL_TABLE_HW, name, TOLL_NUL, &index, &err) != TOLL_OK) {
        printf("%s\n", err.message);
        return 1;
    }

    toll_hw hw;
    toll_catalog_fact fact;
    toll_init(&hw);
    toll_init(&fact);
    toll_catalog_get_hw(index, &hw, NULL);
    toll_catalog_get_fact(TOLL_TABLE_HW, index, offsetof(toll_hw, memory_bytes_per_s), &fact, NULL);
    printf("%s: %.0f GB/s\n  read in: %s\n  as of:   %d\n", hw.id, hw.memory_bytes_per_s / 1e9, fact.source,
           (int)fact.as_of);

    if (toll_catalog_find(TOLL_TABLE_HW, TOLL_STR("a100"), &index, &err) == TOLL_E_AMBIGUOUS)
        printf("a100: %s\n", err.message);
    //! [catalog]
    return hw.memory_bytes_per_s == 3350e9 && err.code == TOLL_E_AMBIGUOUS ? 0 : 1;
}
