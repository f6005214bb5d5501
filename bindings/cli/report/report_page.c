/* SPDX-License-Identifier: Apache-2.0 */
/* Pages as text of two sorts. The style sheet is for a screen in light and dark, and for A4: there colours are the light
 * ones and tables are not broken within a row. Nothing is fetched: a report is read behind firewalls, and years later. */
#include "report/report_page.h"

#include <stdarg.h>
#include <string.h>

#include "output/out_file.h"
#include "output/outside_text.h"

#define CELL_BYTES 4096

static const char style_sheet[] =
    ":root{--ink:#1c2024;--dim:#5b6470;--line:#d5dae0;--paper:#fff;--soft:#f3f5f8;--good:#0b6b3a;--warn:#8a4b00;"
    "--c0:#0072b2;--c1:#c44e00;--c2:#00805e;--c3:#a8477f;--c4:#9a6b00;--c5:#3a86b5;--c6:#444}\n"
    "@media screen and (prefers-color-scheme:dark){:root{--ink:#e6e9ed;--dim:#a0a9b4;--line:#3a424c;--paper:#15181c;"
    "--soft:#1f242a;--good:#5fce94;--warn:#f0b45a;--c0:#4db2ec;--c1:#ff8f45;--c2:#35c79b;--c3:#e391c1;--c4:#e6b84a;"
    "--c5:#8cc9f0;--c6:#bbb}}\n"
    "html{background:var(--paper);color:var(--ink);font:15px/1.45 system-ui,'DejaVu Sans',Helvetica,Arial,sans-serif}\n"
    "body{max-width:52rem;margin:2rem auto;padding:0 1rem}\n"
    "h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem;overflow-wrap:anywhere}\n"
    "h2{font-size:1.08rem;margin:1.6rem 0 .4rem}\n"
    "p{margin:.4rem 0;overflow-wrap:anywhere}\n"
    ".verdict{font-size:1.08rem;background:var(--soft);border-left:4px solid var(--good);padding:.7rem .9rem}\n"
    ".note{color:var(--dim);font-size:.87rem}\n"
    ".warning{color:var(--warn)}\n"
    ".wide{overflow-x:auto}\n"
    "table{border-collapse:collapse;width:100%;font-size:.87rem;margin:.5rem 0 .9rem}\n"
    "caption{text-align:left;color:var(--dim);padding-bottom:.25rem}\n"
    "th,td{padding:.22rem .6rem .22rem 0;border-bottom:1px solid var(--line);vertical-align:top;text-align:left;"
    "overflow-wrap:anywhere;min-width:3.2rem}\n"
    "th:first-child,td:first-child{min-width:9rem;overflow-wrap:break-word}\n"
    "th{font-weight:600;border-bottom:1.5px solid var(--dim)}\n"
    "td.r{overflow-wrap:normal}.r{text-align:right;font-variant-numeric:tabular-nums}th{overflow-wrap:normal}\n"
    "pre{background:var(--soft);padding:.6rem .8rem;font-size:.82rem;white-space:pre-wrap;overflow-wrap:anywhere}\n"
    "figure{margin:.8rem 0}\n"
    "svg{width:100%;height:auto;display:block}\n"
    "svg text{fill:var(--ink);font:13px system-ui,'DejaVu Sans',Helvetica,Arial,sans-serif}\n"
    "svg .tick{fill:var(--dim);font-size:12px}svg .name{font-weight:600}\n"
    "svg .grid{stroke:var(--line);stroke-width:1}svg .axis{stroke:var(--dim);stroke-width:1.2;fill:none}\n"
    "@page{size:A4;margin:14mm}\n"
    "@media print{html{font-size:10.5pt;background:#fff}body{margin:0;max-width:none;padding:0}"
    ".page{break-before:page}h2{break-after:avoid}tr,figure,pre,.verdict{break-inside:avoid}"
    ".verdict{print-color-adjust:exact}}\n";

static bool has_end(const char *path, const char *end)
{
    const size_t length = strlen(path), other = strlen(end);
    return length > other && strcmp(path + length - other, end) == 0;
}

bool report_is_name(const char *path)
{
    return has_end(path, ".html") || has_end(path, ".htm") || has_end(path, ".md");
}

static void put_outside(report *r, const char *text)
{
    if (r->is_html) {
        outside_xml(r->out, text);
    } else {
        outside_markdown(r->out, text);
    }
}

static void put_element(report *r, const char *before, const char *text, const char *after)
{
    fputs(before, r->out);
    put_outside(r, text);
    fputs(after, r->out);
}

bool report_open(report *r, const char *path, const char *title, toll_error *err)
{
    *r = (report){.out = out_file_open(path, err), .is_html = !has_end(path, ".md")};
    if (r->out == NULL) {
        return false;
    }
    if (!r->is_html) {
        put_element(r, "# ", title, "\n\n");
        return true;
    }
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n",
          r->out);
    put_element(r, "<title>", title, "</title>\n<style>\n");
    fputs(style_sheet, r->out);
    put_element(r, "</style>\n</head>\n<body>\n<main>\n<section>\n<h1>", title, "</h1>\n");
    return true;
}

bool report_close(report *r, toll_error *err)
{
    fputs(r->is_html ? "</section>\n</main>\n</body>\n</html>\n" : "", r->out);
    return out_file_close(err);
}

void report_heading(report *r, const char *text)
{
    put_element(r, r->is_html ? "<h2>" : "## ", text, r->is_html ? "</h2>\n" : "\n\n");
}

void report_text(report *r, report_look look, const char *text)
{
    static const char *const starts[] = {"<p>", "<p class=\"verdict\">", "<p class=\"note\">", "<p class=\"warning\">"};
    static const char *const marks[] = {"", "> ", "", "Note: "};
    put_element(r, r->is_html ? starts[look] : marks[look], text, r->is_html ? "</p>\n" : "\n\n");
}

void report_page_break(report *r, const char *heading)
{
    fputs(r->is_html ? "</section>\n<section class=\"page\">\n" : "---\n\n", r->out);
    report_heading(r, heading);
}

/* ---- Tables ---- */

static bool is_right(const report *r, int column)
{
    return r->align[column] == 'r';
}

static void put_markdown_heads(report *r, const char *const *heads)
{
    for (int i = 0; r->align[i] != 0; i++) {
        put_element(r, i == 0 ? "| " : " | ", heads[i], "");
    }
    fputs(" |\n", r->out);
    for (int i = 0; r->align[i] != 0; i++) {
        fputs(is_right(r, i) ? "|--:" : "|:--", r->out);
    }
    fputs("|\n", r->out);
}

void report_table_start(report *r, const char *caption, const char *align, const char *const *heads)
{
    r->align = align;
    r->column = 0;
    if (!r->is_html) {
        put_element(r, "", caption, caption[0] != 0 ? "\n\n" : "");
        put_markdown_heads(r, heads);
        return;
    }
    fputs("<div class=\"wide\"><table>\n", r->out);
    if (caption[0] != 0) {
        put_element(r, "<caption>", caption, "</caption>\n");
    }
    fputs("<thead><tr>", r->out);
    for (int i = 0; align[i] != 0; i++) {
        put_element(r, is_right(r, i) ? "<th scope=\"col\" class=\"r\">" : "<th scope=\"col\">", heads[i], "</th>");
    }
    fputs("</tr></thead>\n<tbody>\n", r->out);
}

void report_cell(report *r, const char *format, ...)
{
    char text[CELL_BYTES];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    const bool is_first = r->column == 0, is_last = r->align[r->column + 1] == 0;
    if (r->is_html) {
        fputs(is_first ? "<tr>" : "", r->out);
        put_element(r, is_right(r, r->column) ? "<td class=\"r\">" : "<td>", text, is_last ? "</td></tr>\n" : "</td>");
    } else {
        put_element(r, is_first ? "| " : " | ", text, is_last ? " |\n" : "");
    }
    r->column = is_last ? 0 : r->column + 1;
}

void report_table_end(report *r)
{
    fputs(r->is_html ? "</tbody></table></div>\n" : "\n", r->out);
}

/* In Markdown a block is indented, so that no line of its text can end it. */
static void put_indented(report *r, const char *text)
{
    for (const char *line = text; *line != 0; line += strcspn(line, "\n") + (line[strcspn(line, "\n")] != 0)) {
        char copy[CELL_BYTES];
        snprintf(copy, sizeof copy, "%.*s", (int)strcspn(line, "\n"), line);
        fputs("    ", r->out);
        outside_plain(r->out, copy);
        fputc('\n', r->out);
    }
    fputc('\n', r->out);
}

void report_copy(report *r, const char *text)
{
    if (r->is_html) {
        put_element(r, "<pre>", text, "</pre>\n");
    } else {
        put_indented(r, text);
    }
}

/* ---- The command line ---- */

static char command[CELL_BYTES]; /* as a shell takes it */

static bool needs_quotes(const char *word)
{
    return word[0] == 0 || word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                             "-_=./:,@%+")] != 0;
}

static void add_text(const char *text, size_t length)
{
    const size_t used = strlen(command);
    snprintf(command + used, sizeof command - used, "%.*s", (int)length, text);
}

/* A quote within quotes: '\'' */
static void add_quoted(const char *word)
{
    add_text("'", 1);
    for (; *word != 0; word++) {
        add_text(*word == '\'' ? "'\\''" : word, *word == '\'' ? 4 : 1);
    }
    add_text("'", 1);
}

void report_keep_command(int argc, char **argv)
{
    snprintf(command, sizeof command, "toll");
    for (int i = 1; i < argc; i++) {
        add_text(" ", 1);
        if (needs_quotes(argv[i])) {
            add_quoted(argv[i]);
        } else {
            add_text(argv[i], strlen(argv[i]));
        }
    }
}

void report_put_command(report *r)
{
    report_copy(r, command);
}
