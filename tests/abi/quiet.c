/* SPDX-License-Identifier: Apache-2.0 */
/* Calls the library between two markers in its own output; tests/abi/check.sh reads the system calls between them from
 * a trace and expects none. */
#include <string.h>
#include <unistd.h>

#include <toll.h>

static int mark(const char *text)
{
    return write(STDOUT_FILENO, text, strlen(text)) == (ssize_t)strlen(text);
}

static int use_library(void)
{
    toll_hw hw;
    toll_error err;
    int failed = toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, &err) != TOLL_OK;
    failed |= toll_struct_check(&hw, TOLL_KIND_HW, &err) != TOLL_OK;
    failed |= toll_struct_check(&hw, TOLL_KIND_MODEL, &err) != TOLL_E_STRUCT_KIND;
    failed |= toll_status_name(err.code)[0] != 'T';
    return failed;
}

int main(void)
{
    if (!mark("toll begin\n"))
        return 1;
    const int failed = use_library();
    return !mark("toll end\n") || failed;
}
