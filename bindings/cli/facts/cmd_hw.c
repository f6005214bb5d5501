/* SPDX-License-Identifier: Apache-2.0 */
/* toll hw: accelerators of the catalog. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "facts/fact_sheet.h"
#include "facts/facts_commands.h"
#include "facts/hw_here.h"
#include "facts/hw_prices.h"
#include "facts/names_find.h"
#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "output/code_names.h"
#include "output/figure_text.h"
#include "output/struct_fields.h"
#include "output/table.h"

static bool is_vendor(const toll_hw *hw, const char *wanted)
{
    const char *vendor = hw->vendor;
    for (; *vendor != 0 && *wanted != 0; vendor++, wanted++) {
        if (tolower((unsigned char)*vendor) != tolower((unsigned char)*wanted)) {
            return false;
        }
    }
    return *vendor == *wanted;
}

/* Calls add (NULL: nothing) for every accelerator of the vendor (NULL: of all); complains and returns false when there
 * is none. */
static bool each_hw(const char *vendor, void (*add)(void *target, const toll_hw *hw), void *target)
{
    bool found = false;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_HW); i++) {
        toll_hw hw;
        if (!read_hw(i, &hw)) {
            return false;
        }
        if (vendor != NULL && !is_vendor(&hw, vendor)) {
            continue;
        }
        found = true;
        if (add != NULL) {
            add(target, &hw);
        }
    }
    if (!found) {
        complain("no accelerator of vendor \"%.40s\" in the catalog", vendor != NULL ? vendor : "");
    }
    return found;
}

/* ---- List ---- */

static void add_figure(table *t, const toll_hw *hw, uint64_t bit, double value, double unit)
{
    bool is_known = (hw->known & bit) != 0, is_unverified = (hw->unverified & bit) != 0;
    if (!is_known) {
        table_cell(t, STYLE_DIM, "- ");
        return;
    }
    table_cell(t, is_unverified ? STYLE_WARN : STYLE_PLAIN, "%s%s", figure_short(value / unit).text,
               is_unverified ? "?" : " ");
}

static void add_hw_row(void *target, const toll_hw *hw)
{
    table *t = target;
    table_cell(t, STYLE_PLAIN, "%s", hw->id);
    table_cell(t, STYLE_DIM, "%s", hw->vendor);
    add_figure(t, hw, TOLL_HW_MEMORY, (double)hw->memory_bytes, 0x1.0p30);
    add_figure(t, hw, TOLL_HW_MEMORY_RATE, hw->memory_bytes_per_s, 1e12);
    add_figure(t, hw, TOLL_HW_BF16, hw->bf16_flop_per_s, 1e12);
    add_figure(t, hw, TOLL_HW_FP8, hw->fp8_flop_per_s, 1e12);
    add_figure(t, hw, TOLL_HW_FP4, hw->fp4_flop_per_s, 1e12);
    add_figure(t, hw, TOLL_HW_LINK, hw->link_bytes_per_s, 1e9);
    add_figure(t, hw, TOLL_HW_DOMAIN, (double)hw->scaleup_gpus, 1);
    add_figure(t, hw, TOLL_HW_TDP, hw->tdp_w, 1);
}

static int put_hw_list(const char *vendor, const screen *s)
{
    static const char *const heads[] = {"id",   "vendor", "GiB ",  "TB/s ", "BF16 ",
                                        "FP8 ", "FP4 ",   "link ", "GPUs ", "W "};
    table t;
    if (!each_hw(vendor, NULL, NULL)) {
        return EXIT_BAD_INPUT;
    }
    table_start(&t, "llrRRRRRRR", 1);
    for (int i = 0; i < 10; i++) {
        table_head(&t, i, heads[i]);
    }
    each_hw(vendor, add_hw_row, &t);
    table_finish(&t, s);
    screen_newline(s);
    screen_paragraph(s, STYLE_DIM, "  ",
                     "Physical memory in GiB and its bandwidth; BF16, FP8, FP4 in dense TFLOP/s; link in GB/s one way, "
                     "and the number of GPUs that it joins. "
                     "-: not known, ?: not checked at a source. Sources: toll hw show ID");
    return EXIT_FINE;
}

static void json_hw_values(void *target, const toll_hw *hw)
{
    json *j = target;
    json_object(j, NULL);
    json_struct(j, TOLL_KIND_HW, hw, hw->known);
    json_maybe_text(j, "link_topology_name",
                    (hw->known & TOLL_HW_TOPOLOGY) != 0 ? word_topology(hw->link_topology) : "");
    json_struct_unverified(j, TOLL_KIND_HW, hw->unverified);
    json_close(j);
}

static int json_hw_list(const char *vendor)
{
    json j;
    if (!each_hw(vendor, NULL, NULL)) {
        return EXIT_BAD_INPUT;
    }
    json_answer(&j, "hw");
    json_maybe_text(&j, "vendor", vendor != NULL ? vendor : "");
    json_array(&j, "hw");
    each_hw(vendor, json_hw_values, &j);
    json_close(&j);
    json_close(&j);
    return EXIT_FINE;
}

/* ---- Show ---- */

static const facts_line lines[] = {
    {"memory_bytes", "memory, physical", FACT_BYTES},
    {"memory_usable_bytes", "memory, usable", FACT_BYTES},
    {"memory_bytes_per_s", "memory bandwidth", FACT_BYTES_PER_S},
    {"fp32_flop_per_s", "FP32", FACT_FLOPS},
    {"tf32_flop_per_s", "TF32", FACT_FLOPS},
    {"fp16_flop_per_s", "FP16 dense", FACT_FLOPS},
    {"bf16_flop_per_s", "BF16 dense", FACT_FLOPS},
    {"fp8_flop_per_s", "FP8 dense", FACT_FLOPS},
    {"int8_op_per_s", "INT8 dense", FACT_OPS},
    {"fp4_flop_per_s", "FP4 dense", FACT_FLOPS},
    {"link_bytes_per_s", "links, one way", FACT_BYTES_PER_S},
    {"link_pair_bytes_per_s", "between two, one way", FACT_BYTES_PER_S},
    {"link_topology", "links join by", FACT_TOPOLOGY},
    {"scaleup_gpus", "GPUs in the domain", FACT_COUNT},
    {"pcie_bytes_per_s", "host link, one way", FACT_BYTES_PER_S},
    {"tdp_w", "board power limit", FACT_WATTS},
    {"idle_w", "idle power", FACT_WATTS},
};

static int show_hw(const facts_request *r, const screen *s)
{
    uint64_t index;
    toll_hw hw;
    if (!lookup_hw(r->id, &index, &hw)) {
        return EXIT_BAD_INPUT;
    }
    facts_source source = {TOLL_TABLE_HW, TOLL_KIND_HW, index, &hw, hw.known};
    if (r->output.is_json) {
        json j;
        json_answer(&j, "hw show");
        json_text(&j, "id", hw.id);
        json_text(&j, "name", hw.name);
        json_text(&j, "vendor", hw.vendor);
        json_text(&j, "arch", hw.arch);
        facts_json(&j, &source, lines, sizeof lines / sizeof lines[0]);
        json_close(&j);
        return EXIT_FINE;
    }
    screen_put(s, STYLE_TITLE, "%s", hw.name);
    screen_put(s, STYLE_DIM, "  %s, %s, %s", hw.id, hw.vendor, hw.arch);
    screen_newline(s);
    screen_newline(s);
    facts_put(s, &source, lines, sizeof lines / sizeof lines[0]);
    return EXIT_FINE;
}

int command_hw(const facts_request *r, const screen *s)
{
    if (r->action == FACTS_LIST) {
        return r->output.is_json ? json_hw_list(r->vendor) : put_hw_list(r->vendor, s);
    }
    if (r->action == FACTS_HERE) {
        return hw_here_answer(r, s);
    }
    if (r->action == FACTS_FIND) {
        return names_find(r, s, TOLL_TABLE_HW);
    }
    return r->action == FACTS_PRICES ? hw_prices_answer(r, s) : show_hw(r, s);
}
