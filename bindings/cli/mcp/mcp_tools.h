/* SPDX-License-Identifier: Apache-2.0 */
/* The tools of the server: names, arguments, and the command line that each stands for. */
#ifndef TOLL_CLI_MCP_MCP_TOOLS_H
#define TOLL_CLI_MCP_MCP_TOOLS_H

#include <stdbool.h>

/* What an argument is in JSON, and what it becomes. */
typedef enum mcp_argument_kind {
    MCP_WORD,    /* text: a word of the command line */
    MCP_WORDS,   /* array of texts: words */
    MCP_COUNT,   /* whole number: the option's value */
    MCP_NUMBER,  /* number: the option's value, `behind` it where there is one */
    MCP_STRING,  /* text: the option's value */
    MCP_FLAG,    /* true: the option is given */
    MCP_LIST,    /* array of texts: the option's value, by commas */
    MCP_COUNTS,  /* object of whole numbers: NAME=N for each */
    MCP_NUMBERS, /* object of numbers: NAME=X for each */
    MCP_TEXTS,   /* object of texts: NAME=TEXT for each */
    MCP_RECORDS, /* array of objects: lines of standard input */
    MCP_SUBJECT, /* text, one of the tool's subjects: the command and its first word */
    MCP_MOST     /* whole number: entries that stay of each long array of the answer */
} mcp_argument_kind;

typedef struct mcp_argument {
    const char *name;
    mcp_argument_kind kind;
    bool is_needed;
    const char *option;  /* "--input"; NULL: none */
    const char *behind;  /* unit that the option's text takes: "s", "/month"; NULL: none */
    double least, most;  /* of each number, both included; of arrays of texts: entries */
    const char *help;    /* with unit and default */
    const char *choices; /* allowed texts between blanks; NULL: any */
} mcp_argument;

/* What `sources` and `find` may be asked about. */
typedef struct mcp_subject {
    const char *name;
    const char *command, *verb;
    bool takes_names;
} mcp_subject;

typedef struct mcp_tool {
    const char *name, *title, *description;
    const char *command; /* NULL: its subject tells */
    const mcp_argument *arguments;
    int n_arguments;
    const mcp_subject *subjects;
    int n_subjects;
    int entries;     /* that stay of a long array, by default */
    const char *say; /* the short text of an answer: mcp_summary.h */
} mcp_tool;

#define MCP_ENTRIES_MAX 10000 /* "most_entries" */
#define MCP_ITEMS_MAX   16    /* of an object of arguments, and at most of an array of texts */
#define MCP_RECORDS_MAX 10000

extern const mcp_tool mcp_tools[];
extern const int mcp_tool_count;

/* NULL: there is none of that name. */
const mcp_tool *mcp_tool_find(const char *name);

#endif
