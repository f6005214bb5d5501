/* SPDX-License-Identifier: Apache-2.0 */
/* Fill a struct, let the library find what is wrong in it, and list its fields as a form or a binding would. */
#include <stdio.h>

#include <toll.h>

int main(void)
{
    //! [base]
    toll_hw hw;
    toll_error err;
    toll_init(&hw);
    hw.known = TOLL_HW_TDP;
    hw.tdp_w = -700.0;

    if (toll_struct_check(&hw, TOLL_KIND_HW, &err) != TOLL_OK)
        printf("%s: %s\n", toll_status_name(err.code), err.message);

    for (uint32_t i = 0; i < toll_field_count(TOLL_KIND_HW); i++) {
        toll_field field;
        if (toll_field_get(TOLL_KIND_HW, i, &field, NULL) == TOLL_OK && field.known_bit >= 0)
            printf("  %-22s %-8s %g .. %g\n", field.name, field.unit, field.min, field.max);
    }
    //! [base]
    return err.code == TOLL_E_RANGE ? 0 : 1;
}
