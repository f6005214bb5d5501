/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target once over each file named, and over every beginning of it. */
#include "fuzz.h"

static uint8_t buffer[1 << 16];

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 1;
    const size_t size = fread(buffer, 1, sizeof buffer, file);
    fclose(file);
    for (size_t length = 0; length <= size; length++) {
        /* An exact copy, so that a sanitizer sees a read beyond it. */
        uint8_t *copy = malloc(length + !length);
        if (copy == NULL)
            return 1;
        memcpy(copy, buffer, length);
        LLVMFuzzerTestOneInput(copy, length);
        free(copy);
    }
    return 0;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (replay(argv[i]) != 0) {
            fprintf(stderr, "%s: can't read\n", argv[i]);
            return 1;
        }
    printf("%d files\n", argc - 1);
    return 0;
}
