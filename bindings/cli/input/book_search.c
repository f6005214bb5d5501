/* SPDX-License-Identifier: Apache-2.0 */
/* The places of full.book, the first that has one wins:
 *
 *   next to the command          build/full.book; PREFIX/share/libtoll/full.book of PREFIX/bin/toll
 *   the data folders             $XDG_DATA_HOME/libtoll, ~/.local/share/libtoll, /usr/local/share/libtoll,
 *                                /usr/share/libtoll; macOS and Windows have their own
 *   TOLL_BOOK                    a file; "built-in" switches the search off, as --book built-in does
 *
 * A place without the file is passed over. One that can't be looked at, or holds something else by that name, is not: a
 * book that is there and can't be read must not look like one that was never installed. Only absolute folders count, as
 * the XDG base directory specification has it; TOLL_BOOK may be relative. */
#include "input/book_search.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#if defined(__APPLE__)
#include <mach-o/dyld.h>
#elif defined(_WIN32)
#include <windows.h>
#elif defined(__unix__) && !defined(__wasi__)
#include <unistd.h>
#endif

#define FILE_NAME "full.book"

/* ---- the command's own folder ---- */

#if defined(__APPLE__)
static bool own_path(char *path, size_t size)
{
    uint32_t length = (uint32_t)size;
    return _NSGetExecutablePath(path, &length) == 0;
}
#elif defined(_WIN32)
static bool own_path(char *path, size_t size)
{
    DWORD length = GetModuleFileNameA(NULL, path, (DWORD)size);
    return length > 0 && length < size;
}
#elif defined(__unix__) && !defined(__wasi__)
/* Linux and NetBSD; the BSDs where procfs is mounted. */
static bool own_path(char *path, size_t size)
{
    static const char *const links[] = {"/proc/self/exe", "/proc/curproc/file", "/proc/curproc/exe"};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        ssize_t length = readlink(links[i], path, size - 1);
        if (length > 0 && (size_t)length < size - 1) {
            path[length] = 0;
            return path[0] == '/';
        }
    }
    return false;
}
#else
static bool own_path(char *path, size_t size)
{
    (void)path;
    (void)size;
    return false;
}
#endif

/* Cuts the last name off: "/usr/bin/toll" to "/usr/bin". */
static bool own_folder(char *path, size_t size)
{
    if (!own_path(path, size)) {
        return false;
    }
    char *slash = strrchr(path, '/');
#if defined(_WIN32)
    char *back = strrchr(path, '\\');
    slash = slash == NULL || (back != NULL && back > slash) ? back : slash;
#endif
    if (slash == NULL) {
        return false;
    }
    *slash = 0;
    return true;
}

/* ---- places ---- */

/* A folder: that of the command, of a variable of the environment, or a fixed one; and what follows it. */
typedef struct book_place {
    enum { PLACE_OWN, PLACE_VARIABLE, PLACE_FIXED } kind;
    const char *folder, *behind;
} book_place;

static const book_place places[] = {
    {PLACE_OWN, "", "/" FILE_NAME},
    {PLACE_OWN, "", "/../share/libtoll/" FILE_NAME},
    {PLACE_VARIABLE, "XDG_DATA_HOME", "/libtoll/" FILE_NAME},
    {PLACE_VARIABLE, "HOME", "/.local/share/libtoll/" FILE_NAME},
#if defined(__APPLE__)
    {PLACE_VARIABLE, "HOME", "/Library/Application Support/libtoll/" FILE_NAME},
    {PLACE_FIXED, "/opt/homebrew/share", "/libtoll/" FILE_NAME},
#endif
#if defined(_WIN32)
    {PLACE_VARIABLE, "LOCALAPPDATA", "/libtoll/" FILE_NAME},
    {PLACE_VARIABLE, "PROGRAMDATA", "/libtoll/" FILE_NAME},
#else
    {PLACE_FIXED, "/usr/local/share", "/libtoll/" FILE_NAME},
    {PLACE_FIXED, "/usr/share", "/libtoll/" FILE_NAME},
#endif
};

static bool is_absolute(const char *folder)
{
#if defined(_WIN32)
    return folder[0] != 0 && folder[1] == ':';
#else
    return folder[0] == '/';
#endif
}

/* False where there is no such folder here, or its name is too long to be one. */
static bool place_path(const book_place *place, char *path, size_t size)
{
    char own[BOOK_PATH_BYTES];
    const char *folder = place->kind == PLACE_VARIABLE ? getenv(place->folder) : place->folder;
    if (place->kind == PLACE_OWN) {
        folder = own_folder(own, sizeof own) ? own : NULL;
    }
    if (folder == NULL || !is_absolute(folder) || strlen(folder) + strlen(place->behind) >= size) {
        return false;
    }
    snprintf(path, size, "%s%s", folder, place->behind);
    return true;
}

static bool is_there(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

/* ---- search ---- */

static const char *named_book(void)
{
    const char *named = getenv("TOLL_BOOK");
    return named != NULL && named[0] != 0 ? named : NULL;
}

book_search_result book_search(char *path, size_t size)
{
    const char *named = named_book();
    if (named != NULL && strcmp(named, "built-in") == 0) {
        return BOOK_IS_SWITCHED_OFF;
    }
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (place_path(&places[i], path, size) && is_there(path)) {
            return BOOK_IS_THERE;
        }
    }
    if (named == NULL) {
        return BOOK_IS_ABSENT;
    }
    snprintf(path, size, "%s", named); /* one that is too long is not there, and is told */
    return BOOK_IS_THERE;
}

const char *book_search_passed_over(const char *found)
{
    const char *named = named_book();
    struct stat a, b;
    if (named == NULL || strcmp(named, found) == 0) {
        return NULL;
    }
    bool is_same = stat(named, &a) == 0 && stat(found, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
    return is_same && a.st_ino != 0 ? NULL : named;
}
