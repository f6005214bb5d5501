/* SPDX-License-Identifier: Apache-2.0 */
/* Programs are looked for in folders of system programs, not in PATH: a program of that name in a user's folder is not
 * run. Each has 5 seconds: nvidia-smi takes up to 3 where its driver is loaded first.
 *
 * For tests: with TOLL_HERE_ROOT set, nothing is run. The output of a program is the file run/PROGRAM below that folder,
 * and files are looked for below it. */
#include "input/here_source.h"

#include <stdint.h>

#if (defined(__unix__) || defined(__APPLE__)) && !defined(__wasi__)

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef TIME_LIMIT_MS
#define TIME_LIMIT_MS 5000
#endif
#define ARGUMENTS_MAX 8
#define PATH_SIZE     512
#define LINE_SIZE     512
#define ENTRIES_MAX   256 /* devices of a machine */

static const char *find_root(void)
{
    return getenv("TOLL_HERE_ROOT");
}

bool here_is_possible(void)
{
    return true;
}

/* Below the recorded root where there is one. */
static bool join_path(char *path, const char *folder, const char *name)
{
    const char *root = find_root();
    int length = snprintf(path, PATH_SIZE, "%s%s%s", root != NULL ? root : "", folder, name);
    return length > 0 && length < PATH_SIZE;
}

static here_outcome read_stream(FILE *file, char *text)
{
    size_t length = fread(text, 1, HERE_TEXT_MAX, file);
    bool is_whole = length < HERE_TEXT_MAX && !ferror(file);
    fclose(file);
    text[is_whole ? length : 0] = 0;
    return is_whole ? HERE_READ : HERE_TOO_LONG;
}

here_outcome here_file(const char *path, char *text)
{
    char whole[PATH_SIZE];
    text[0] = 0;
    FILE *file = join_path(whole, path, "") ? fopen(whole, "rb") : NULL;
    return file == NULL ? HERE_ABSENT : read_stream(file, text);
}

here_outcome here_lines(const char *path, bool (*each)(void *context, const char *line), void *context)
{
    char whole[PATH_SIZE], line[LINE_SIZE];
    FILE *file = join_path(whole, path, "") ? fopen(whole, "rb") : NULL;
    if (file == NULL) {
        return HERE_ABSENT;
    }
    while (fgets(line, sizeof line, file) != NULL && each(context, line)) {
    }
    fclose(file);
    return HERE_READ;
}

/* Entries come in no order, so the smallest name behind the one before is looked for. */
static bool find_next_name(const char *folder, const char *before, char *name, size_t size)
{
    DIR *entries = opendir(folder);
    bool is_found = false;
    if (entries == NULL) {
        return false;
    }
    for (struct dirent *entry = readdir(entries); entry != NULL; entry = readdir(entries)) {
        const char *next = entry->d_name;
        bool is_usable = next[0] != '.' && strlen(next) < size && strcmp(next, before) > 0;
        if (is_usable && (!is_found || strcmp(next, name) < 0)) {
            memcpy(name, next, strlen(next) + 1);
            is_found = true;
        }
    }
    closedir(entries);
    return is_found;
}

bool here_entry(const char *folder, int index, char *name, size_t size)
{
    char whole[PATH_SIZE], before[PATH_SIZE] = "";
    if (!join_path(whole, folder, "") || index > ENTRIES_MAX || size > sizeof before) {
        return false;
    }
    for (int i = 0; i <= index; i++) {
        if (!find_next_name(whole, before, name, size)) {
            return false;
        }
        memcpy(before, name, strlen(name) + 1);
    }
    return true;
}

/* ---- Programs ---- */

static bool find_program(const char *program, char *path)
{
    static const char *const folders[] = {"/usr/bin/",  "/usr/local/bin/",   "/opt/rocm/bin/", "/bin/",
                                          "/usr/sbin/", "/usr/lib/wsl/lib/", "/sbin/",         "/usr/local/cuda/bin/"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        int length = snprintf(path, PATH_SIZE, "%s%s", folders[i], program);
        if (length > 0 && length < PATH_SIZE && access(path, X_OK) == 0) {
            return true;
        }
    }
    return false;
}

static void become(const char *path, const char *const *arguments, int out)
{
    char *words[ARGUMENTS_MAX + 2] = {(char *)(size_t)path};
    for (int i = 0; i < ARGUMENTS_MAX && arguments[i] != NULL; i++) {
        words[i + 1] = (char *)(size_t)arguments[i];
    }
    int nowhere = open("/dev/null", O_RDWR);
    if (nowhere < 0 || dup2(nowhere, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
        dup2(nowhere, STDERR_FILENO) < 0) {
        _exit(127);
    }
    execv(path, words);
    _exit(127);
}

static int64_t now_ms(void)
{
    struct timespec at = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

/* Until the end of the pipe, the limit of bytes or the limit of time. */
static here_outcome read_in_time(int from, char *text)
{
    const int64_t end = now_ms() + TIME_LIMIT_MS;
    size_t used = 0;
    while (used < HERE_TEXT_MAX) {
        struct pollfd wait = {from, POLLIN, 0};
        const int64_t left = end - now_ms();
        if (left <= 0 || poll(&wait, 1, (int)left) <= 0) {
            return HERE_TIMED_OUT;
        }
        ssize_t got = read(from, text + used, HERE_TEXT_MAX - used);
        if (got <= 0) {
            text[used] = 0;
            return got == 0 ? HERE_READ : HERE_ABSENT;
        }
        used += (size_t)got;
    }
    return HERE_TOO_LONG;
}

/* A child that closed its output, or has no more time, is ended if it still runs. */
static here_outcome end_child(pid_t child, here_outcome outcome)
{
    int status = 0;
    if (outcome != HERE_READ) {
        kill(child, SIGKILL);
    }
    if (waitpid(child, &status, 0) != child) {
        return HERE_ABSENT;
    }
    bool has_failed = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    return outcome == HERE_READ && has_failed ? HERE_ABSENT : outcome;
}

static here_outcome run_program(const char *path, const char *const *arguments, char *text)
{
    int ends[2];
    if (pipe(ends) != 0) {
        return HERE_ABSENT;
    }
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        become(path, arguments, ends[1]);
    }
    close(ends[1]);
    here_outcome outcome = child > 0 ? read_in_time(ends[0], text) : HERE_ABSENT;
    close(ends[0]);
    return child > 0 ? end_child(child, outcome) : outcome;
}

here_outcome here_run(const char *program, const char *const *arguments, char *text)
{
    char path[PATH_SIZE];
    text[0] = 0;
    if (find_root() != NULL) {
        int length = snprintf(path, sizeof path, "/run/%s", program);
        return length > 0 && length < (int)sizeof path ? here_file(path, text) : HERE_ABSENT;
    }
    here_outcome outcome = find_program(program, path) ? run_program(path, arguments, text) : HERE_ABSENT;
    if (outcome != HERE_READ) {
        text[0] = 0;
    }
    return outcome;
}

#else

bool here_is_possible(void)
{
    return false;
}

here_outcome here_run(const char *program, const char *const *arguments, char *text)
{
    (void)program;
    (void)arguments;
    text[0] = 0;
    return HERE_IMPOSSIBLE;
}

here_outcome here_file(const char *path, char *text)
{
    (void)path;
    text[0] = 0;
    return HERE_IMPOSSIBLE;
}

here_outcome here_lines(const char *path, bool (*each)(void *context, const char *line), void *context)
{
    (void)path;
    (void)each;
    (void)context;
    return HERE_IMPOSSIBLE;
}

bool here_entry(const char *folder, int index, char *name, size_t size)
{
    (void)folder;
    (void)index;
    (void)name;
    (void)size;
    return false;
}

#endif
