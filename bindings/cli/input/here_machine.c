/* SPDX-License-Identifier: Apache-2.0 */
/* Sources, from the one that knows most to the last:
 *
 *   nvidia-smi           names and memory by the driver
 *   rocm-smi, rocminfo   the same for AMD; rocminfo tells no memory
 *   sysctl               Apple: the chip, and the memory that it shares
 *   /sys/bus/pci         display and processing devices by numbers, named by pci.ids; only where no driver's tool spoke
 *   /proc/cpuinfo        the CPU and its memory; only where nothing above is known
 *
 * A name is tried with its size of memory first: "NVIDIA GeForce RTX 3080" with 12,288 MiB is the 12 GB card. What is read
 * is not trusted: names are cut to printable ASCII, sizes beyond 2^50 bytes are left out. */
#include "input/here_machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "input/here_source.h"
#include "output/give_up.h"

#define MIB              INT64_C(1048576)
#define GIB              1073741824.0
#define MEMORY_MAX       (INT64_C(1) << 50)
#define SAME_MEMORY_FRAC 0.1 /* drivers keep up to 7 % back, makers call 23.99 GiB 24 */
#define NUMBER_SIZE      64

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* Printable ASCII, without blanks at the ends. */
static void copy_name(char *name, size_t size, const char *text, size_t length)
{
    size_t used = 0;
    for (size_t i = 0; i < length && used + 1 < size; i++) {
        const bool is_printable = text[i] >= ' ' && text[i] <= '~';
        if (used > 0 || text[i] != ' ') {
            name[used++] = is_printable ? text[i] : '?';
        }
    }
    while (used > 0 && name[used - 1] == ' ') {
        used--;
    }
    name[used] = 0;
}

static int64_t read_bytes(const char *text, int64_t unit)
{
    char *end;
    const double value = strtod(text, &end) * (double)unit;
    return end != text && value > 0 && value < (double)MEMORY_MAX ? (int64_t)value : 0;
}

/* ---- Names ---- */

/* "AMD Ryzen 9 7950X 16-Core Processor", "Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz": the product's name alone. */
static void cut_cpu_name(char *name)
{
    static const char *const tails[] = {" CPU @", " @", " w/", " with Radeon", " Processor", " CPU"};
    char *core = strstr(name, "-Core");
    if (core != NULL) {
        while (core > name && core[-1] != ' ') {
            core--;
        }
        *core = 0;
    }
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        char *tail = strstr(name, tails[i]);
        if (tail != NULL) {
            *tail = 0;
        }
    }
    copy_name(name, strlen(name) + 1, name, strlen(name));
}

static bool find_name(const char *name, here_device *d)
{
    toll_catalog_match match;
    start_struct(&match, sizeof match, TOLL_KIND_CATALOG_MATCH);
    if (toll_catalog_find_hw(name, strlen(name), &match, NULL) != TOLL_OK || match.count > 1) {
        return false;
    }
    d->is_known = true;
    d->index = (uint64_t)match.index;
    memcpy(d->id, match.id, sizeof d->id);
    return true;
}

static bool is_same_memory(int64_t found, int64_t row)
{
    const double ratio = row > 0 ? (double)found / (double)row : 0;
    return found == 0 || (ratio > 1 - SAME_MEMORY_FRAC && ratio < 1 + SAME_MEMORY_FRAC);
}

static void name_device(here_device *d)
{
    char sized[128], plain[sizeof d->name];
    toll_hw hw;
    memcpy(plain, d->name, sizeof plain);
    if (d->is_cpu) {
        cut_cpu_name(plain);
    }
    snprintf(sized, sizeof sized, "%s %.0fGB", plain, (double)d->memory_bytes / GIB);
    if (!(d->memory_bytes > 0 && find_name(sized, d)) && !find_name(plain, d)) {
        return;
    }
    d->is_other_size = read_hw(d->index, &hw) && !is_same_memory(d->memory_bytes, hw.memory_bytes);
}

void here_fit_memory(int64_t memory_bytes, toll_hw *hw)
{
    if (is_same_memory(memory_bytes, hw->memory_bytes)) {
        return;
    }
    if ((hw->known & TOLL_HW_MEMORY_USABLE) != 0 && hw->memory_bytes > 0) {
        const double share = (double)hw->memory_usable_bytes / (double)hw->memory_bytes;
        hw->memory_usable_bytes = (int64_t)((double)memory_bytes * share);
    }
    hw->memory_bytes = memory_bytes;
    hw->known |= TOLL_HW_MEMORY;
}

/* ---- Devices ---- */

static void add_device(here_machine *m, const char *source, const char *name, size_t length, int64_t memory_bytes)
{
    here_device d = {.memory_bytes = memory_bytes, .count = 1, .source = source};
    copy_name(d.name, sizeof d.name, name, length);
    if (d.name[0] == 0) {
        return;
    }
    for (int i = 0; i < m->count; i++) {
        here_device *same = &m->devices[i];
        if (strcmp(same->name, d.name) == 0 && is_same_memory(d.memory_bytes, same->memory_bytes)) {
            same->count++;
            return;
        }
    }
    if (m->count < HERE_DEVICES_MAX) {
        m->devices[m->count++] = d;
    }
}

static void add_trouble(here_machine *m, const char *source, const char *what)
{
    size_t used = strlen(m->troubles);
    snprintf(m->troubles + used, sizeof m->troubles - used, "%s%s %s", used > 0 ? "; " : "", source, what);
}

/* Whether the text can be read; says why where something is wrong with it. */
static bool is_answered(here_machine *m, const char *source, here_outcome outcome)
{
    if (outcome == HERE_TOO_LONG) {
        add_trouble(m, source, "said more than a list of devices, and was not read");
    } else if (outcome == HERE_TIMED_OUT) {
        add_trouble(m, source, "did not answer in time");
    }
    return outcome == HERE_READ;
}

static size_t line_length(const char *text)
{
    return strcspn(text, "\r\n");
}

static const char *next_line(const char *text)
{
    text += strcspn(text, "\n");
    return *text == '\n' ? text + 1 : text;
}

/* "NVIDIA GeForce RTX 4090, 24564" in MiB; a shared memory is "[N/A]". */
static void ask_nvidia(here_machine *m, char *text)
{
    static const char *const arguments[] = {"--query-gpu=name,memory.total", "--format=csv,noheader,nounits", NULL};
    const int before = m->count;
    if (!is_answered(m, "nvidia-smi", here_run("nvidia-smi", arguments, text))) {
        return;
    }
    for (const char *line = text; *line != 0; line = next_line(line)) {
        const size_t length = line_length(line);
        const char *comma = memchr(line, ',', length);
        if (comma != NULL) {
            add_device(m, "nvidia-smi", line, (size_t)(comma - line), read_bytes(comma + 1, MIB));
        }
    }
    if (m->count == before) {
        add_trouble(m, "nvidia-smi", "named no device");
    }
}

/* Column of a title in a line of CSV without quotes; -1: none. Titles changed their case between releases. */
static int find_column(const char *line, const char *title)
{
    const size_t length = line_length(line), wanted = strlen(title);
    int column = 0;
    for (size_t at = 0; at <= length; column++) {
        const size_t cell = strcspn(line + at, ",\r\n");
        size_t same = 0;
        while (same < cell && same < wanted && (line[at + same] | 32) == (title[same] | 32)) {
            same++;
        }
        if (same == cell && same == wanted) {
            return column;
        }
        at += cell + 1;
    }
    return -1;
}

static const char *find_cell(const char *line, int column, size_t *length)
{
    const char *end = line + line_length(line);
    for (; column > 0; column--) {
        line += strcspn(line, ",\r\n");
        line += line < end;
    }
    *length = strcspn(line, ",\r\n");
    return line;
}

/* Cards as rows below their titles: "card0,206141652992,297435136,AMD Instinct MI300X OAM,..." */
static bool ask_rocm_smi(here_machine *m, char *text)
{
    static const char *const arguments[] = {"--showproductname", "--showmeminfo", "vram", "--csv", NULL};
    if (!is_answered(m, "rocm-smi", here_run("rocm-smi", arguments, text))) {
        return false;
    }
    const int before = m->count, name = find_column(text, "Card series"),
              memory = find_column(text, "VRAM Total Memory (B)");
    for (const char *line = next_line(text); name >= 0 && *line != 0; line = next_line(line)) {
        size_t length, ignored;
        const char *cell = find_cell(line, name, &length);
        const int64_t bytes = memory >= 0 ? read_bytes(find_cell(line, memory, &ignored), 1) : 0;
        add_device(m, "rocm-smi", cell, length, bytes);
    }
    return m->count > before;
}

/* Agents: "  Marketing Name:          AMD Radeon RX 7900 XTX", and lines later "  Device Type:             GPU". */
static void ask_rocminfo(here_machine *m, char *text)
{
    static const char *const arguments[] = {NULL};
    const char *name = NULL;
    if (!is_answered(m, "rocminfo", here_run("rocminfo", arguments, text))) {
        return;
    }
    for (const char *line = text; *line != 0; line = next_line(line)) {
        const char *word = line + strspn(line, " ");
        if (begins_with(word, "Marketing Name:")) {
            name = word + strlen("Marketing Name:");
        }
        const char *type = begins_with(word, "Device Type:") ? word + strlen("Device Type:") : "";
        if (name != NULL && begins_with(type + strspn(type, " "), "GPU")) {
            add_device(m, "rocminfo", name, line_length(name), 0);
            name = NULL;
        }
    }
}

/* Two lines: bytes of memory and "Apple M3 Max". */
static void ask_apple(here_machine *m, char *text)
{
    static const char *const arguments[] = {"-n", "hw.memsize", "machdep.cpu.brand_string", NULL};
    if (!is_answered(m, "sysctl", here_run("sysctl", arguments, text))) {
        return;
    }
    const char *name = next_line(text);
    if (begins_with(name, "Apple ")) {
        m->host_memory_bytes = read_bytes(text, 1);
        add_device(m, "sysctl", name, line_length(name), m->host_memory_bytes);
    }
}

/* ---- PCI ---- */

/* A file of one number, 0x-marked or not; -1: none. */
static int64_t read_number_file(const char *device, const char *what, int base, char *text)
{
    char path[256];
    char *end;
    int length = snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/%s", device, what);
    if (length < 0 || length >= (int)sizeof path || here_file(path, text) != HERE_READ) {
        return -1;
    }
    const long long value = strtoll(text, &end, base);
    return end != text && value >= 0 ? value : -1;
}

/* Display controllers (03xxxx) and processing accelerators (1200xx). */
static bool is_accelerator(int64_t pci_class)
{
    return pci_class >> 16 == 0x03 || pci_class >> 8 == 0x1200;
}

/* A device in pci.ids: its maker's line "10de  NVIDIA Corporation", below it "\t2684  AD102 [GeForce RTX 4090]". */
typedef struct pci_search {
    char vendor[8], device[8];
    bool is_vendor;
    char name[96];
} pci_search;

/* The name for people stands in brackets. */
static void copy_bracketed(pci_search *search, const char *line)
{
    const char *open = strrchr(line, '['), *close = open != NULL ? strchr(open, ']') : NULL;
    if (close != NULL) {
        copy_name(search->name, sizeof search->name, open + 1, (size_t)(close - open - 1));
    } else {
        copy_name(search->name, sizeof search->name, line, line_length(line));
    }
}

static bool look_at_pci_line(void *context, const char *line)
{
    pci_search *search = context;
    if (line[0] != '\t' && line[0] != '#' && line[0] != '\n') {
        const bool was_vendor = search->is_vendor;
        search->is_vendor = strncmp(line, search->vendor, 4) == 0;
        return !was_vendor;
    }
    if (search->is_vendor && line[0] == '\t' && line[1] != '\t' && strncmp(line + 1, search->device, 4) == 0) {
        copy_bracketed(search, line + 5);
        return false;
    }
    return true;
}

static void add_pci_device(here_machine *m, const char *entry, char *text)
{
    static const char *const lists[] = {"/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids"};
    const int64_t vendor = read_number_file(entry, "vendor", 16, text);
    const int64_t device = read_number_file(entry, "device", 16, text);
    const int64_t memory = read_number_file(entry, "mem_info_vram_total", 10, text);
    pci_search search = {.is_vendor = false};
    /* NVIDIA, AMD, Intel, Habana; other display controllers draw a server's console */
    if ((vendor != 0x10de && vendor != 0x1002 && vendor != 0x8086 && vendor != 0x1da3) || device < 0 ||
        device > 0xffff) {
        return;
    }
    snprintf(search.vendor, sizeof search.vendor, "%04x", (unsigned)vendor);
    snprintf(search.device, sizeof search.device, "%04x", (unsigned)device);
    for (int i = 0; i < 2 && search.name[0] == 0; i++) {
        search.is_vendor = false;
        here_lines(lists[i], look_at_pci_line, &search);
    }
    if (search.name[0] == 0) {
        snprintf(search.name, sizeof search.name, "PCI device %s:%s", search.vendor, search.device);
    }
    add_device(m, "/sys/bus/pci", search.name, strlen(search.name), memory > 0 && memory < MEMORY_MAX ? memory : 0);
}

static void ask_pci(here_machine *m, char *text)
{
    char entry[128];
    for (int i = 0; here_entry("/sys/bus/pci/devices", i, entry, sizeof entry); i++) {
        const int64_t pci_class = read_number_file(entry, "class", 16, text);
        if (pci_class >= 0 && is_accelerator(pci_class)) {
            add_pci_device(m, entry, text);
        }
    }
}

/* ---- CPU ---- */

static bool look_at_memory_line(void *context, const char *line)
{
    int64_t *bytes = context;
    if (!begins_with(line, "MemTotal:")) {
        return true;
    }
    *bytes = read_bytes(line + strlen("MemTotal:"), 1024);
    return false;
}

static bool look_at_cpu_line(void *context, const char *line)
{
    char *name = context;
    const char *colon = strchr(line, ':');
    if (!begins_with(line, "model name") || colon == NULL) {
        return true;
    }
    copy_name(name, sizeof((here_device *)0)->name, colon + 1, line_length(colon + 1));
    return false;
}

static void ask_cpu(here_machine *m)
{
    char name[sizeof((here_device *)0)->name] = "";
    here_lines("/proc/cpuinfo", look_at_cpu_line, name);
    const int before = m->count;
    add_device(m, "/proc/cpuinfo", name, strlen(name), m->host_memory_bytes);
    for (int i = before; i < m->count; i++) {
        m->devices[i].is_cpu = true;
    }
}

static bool name_devices(here_machine *m)
{
    bool is_any = false;
    for (int i = 0; i < m->count; i++) {
        name_device(&m->devices[i]);
        is_any = is_any || m->devices[i].is_known;
    }
    return is_any;
}

void here_find(here_machine *m)
{
    memset(m, 0, sizeof *m);
    m->is_possible = here_is_possible();
    if (!m->is_possible) {
        return;
    }
    char *text = claim(HERE_TEXT_MAX + 1, 1);
    here_lines("/proc/meminfo", look_at_memory_line, &m->host_memory_bytes);
    ask_nvidia(m, text);
    if (!ask_rocm_smi(m, text)) {
        ask_rocminfo(m, text);
    }
    ask_apple(m, text);
    if (m->count == 0) {
        ask_pci(m, text);
    }
    if (!name_devices(m)) {
        ask_cpu(m);
        name_devices(m);
    }
    free(text);
}

const here_device *here_best(const here_machine *m)
{
    const here_device *best = NULL;
    double most = -1;
    for (int i = 0; i < m->count; i++) {
        const here_device *d = &m->devices[i];
        const double bytes = (double)d->memory_bytes * d->count;
        if (d->is_known && bytes > most) {
            best = d;
            most = bytes;
        }
    }
    return best;
}

void here_device_text(const here_device *d, char *text, size_t size)
{
    char count[24] = "";
    if (d->count > 1) {
        snprintf(count, sizeof count, "%d x ", d->count);
    }
    snprintf(text, size, "%s%s found here (%s)", count, d->name, d->source);
}
