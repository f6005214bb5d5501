/* SPDX-License-Identifier: Apache-2.0 */
/* Commands print to stdout and stderr, which C names but can't replace. So the descriptors 0, 1 and 2 are those of temporary
 * files while the server runs, by dup2(), which POSIX systems and Windows have; WASI hasn't. Nothing that a command prints can
 * reach the client except as part of an answer, and no command can take a request from the input.
 *
 * A command runs in this process: the same functions, figures and book as on the command line, and no fork(). Where it gives up
 * (out of memory), it jumps back here; what it held is lost. */
#include "mcp/mcp_capture.h"

#include "input/complain.h"
#include "input/exit_codes.h"
#include "output/give_up.h"
#include "output/notes.h"

#if defined(__wasi__)

bool mcp_capture_start(mcp_capture *c)
{
    (void)c;
    return complain("toll mcp needs dup2() for its streams, which this system has not") == EXIT_FINE;
}

bool mcp_capture_end(mcp_capture *c)
{
    (void)c;
    return true;
}

int mcp_capture_run(mcp_capture *c, mcp_runner run, int argc, char **argv, const mcp_text *input, mcp_text *out,
                    mcp_text *err)
{
    (void)c;
    (void)run;
    (void)argc;
    (void)argv;
    (void)input;
    (void)out;
    (void)err;
    return EXIT_BAD_INPUT;
}

#else

#include <fcntl.h>
#include <setjmp.h>
#include <unistd.h>
#if defined(_WIN32)
#include <io.h>
#endif

/* ---- streams ---- */

/* Bytes are bytes: no CR before LF on Windows. */
static void make_binary(int descriptor)
{
#if defined(_WIN32)
    _setmode(descriptor, _O_BINARY);
#else
    (void)descriptor;
#endif
}

/* A second descriptor of a stream that the process began with, not for the programs that it starts. */
static int keep_stream(int descriptor)
{
    int kept = dup(descriptor);
#if !defined(_WIN32)
    if (kept >= 0) {
        (void)fcntl(kept, F_SETFD, FD_CLOEXEC);
    }
#endif
    return kept;
}

static FILE *open_kept(int descriptor, const char *mode)
{
    int kept = keep_stream(descriptor);
    if (kept < 0) {
        return NULL;
    }
    make_binary(kept);
    return fdopen(kept, mode);
}

/* The descriptor is a temporary file from now on. */
static FILE *divert(int descriptor)
{
    FILE *file = tmpfile();
    if (file != NULL && dup2(fileno(file), descriptor) < 0) {
        fclose(file);
        return NULL;
    }
    make_binary(descriptor);
    return file;
}

bool mcp_capture_start(mcp_capture *c)
{
    *c = (mcp_capture){.kept_err = keep_stream(STDERR_FILENO)};
    c->requests = open_kept(STDIN_FILENO, "rb");
    c->replies = open_kept(STDOUT_FILENO, "wb");
    if (c->kept_err < 0 || c->requests == NULL || c->replies == NULL) {
        return complain("toll mcp needs standard input, output and error to be open") == EXIT_FINE;
    }
    c->in = divert(STDIN_FILENO);
    c->out = c->in != NULL ? divert(STDOUT_FILENO) : NULL;
    c->err = c->out != NULL ? divert(STDERR_FILENO) : NULL;
    return c->err != NULL ||
           complain(
               "no temporary file for answers can be made: the folder for them is full, or may not be written to") ==
               EXIT_FINE;
}

static void close_file(FILE *file)
{
    if (file != NULL) {
        fclose(file);
    }
}

bool mcp_capture_end(mcp_capture *c)
{
    fflush(stderr);
    dup2(c->kept_err, STDERR_FILENO);
    close(c->kept_err);
    dup2(fileno(c->replies), STDOUT_FILENO);
    bool is_written = fflush(c->replies) == 0 && !ferror(c->replies);
    close_file(c->requests);
    close_file(c->replies);
    close_file(c->in);
    close_file(c->out);
    close_file(c->err);
    return is_written;
}

/* ---- one run ---- */

/* An empty file with `input` in it, to be read from its beginning. */
static bool fill(int descriptor, const mcp_text *input)
{
    size_t done = 0;
    if (lseek(descriptor, 0, SEEK_SET) != 0 || ftruncate(descriptor, 0) != 0) {
        return false;
    }
    while (input != NULL && done < input->length) {
        size_t left = input->length - done;
        long got = (long)write(descriptor, input->bytes + done, left < 65536 ? (unsigned)left : 65536u);
        if (got <= 0) {
            return false;
        }
        done += (size_t)got;
    }
    return lseek(descriptor, 0, SEEK_SET) == 0;
}

static bool take(int descriptor, mcp_text *text)
{
    char chunk[4096];
    long got = lseek(descriptor, 0, SEEK_SET) == 0 ? 1 : -1;
    while (got > 0) {
        got = (long)read(descriptor, chunk, sizeof chunk);
        mcp_text_add(text, chunk, got > 0 ? (size_t)got : 0);
    }
    return got == 0;
}

static jmp_buf back;
static volatile int code_at_end;

static void come_back(int code)
{
    code_at_end = code;
    longjmp(back, 1);
}

/* What one command line leaves behind in this process must not reach the next. */
static void forget(void)
{
    notes_forget();
    complain_place_by(NULL);
    clearerr(stdin);
    clearerr(stdout);
    clearerr(stderr);
}

static int run_guarded(mcp_runner run, int argc, char **argv)
{
    give_up_by(come_back);
    if (setjmp(back) == 0) {
        code_at_end = run(argc, argv);
        notes_print();
    }
    give_up_by(NULL);
    return code_at_end;
}

int mcp_capture_run(mcp_capture *c, mcp_runner run, int argc, char **argv, const mcp_text *input, mcp_text *out,
                    mcp_text *err)
{
    (void)c;
    forget();
    if (!fill(STDIN_FILENO, input) || !fill(STDOUT_FILENO, NULL) || !fill(STDERR_FILENO, NULL)) {
        mcp_text_say(err, "toll: a temporary file can't be written\n");
        return EXIT_BAD_INPUT;
    }
    int code = run_guarded(run, argc, argv);
    bool is_whole = fflush(stdout) == 0 && !ferror(stdout) && fflush(stderr) == 0;
    is_whole = take(STDOUT_FILENO, out) && take(STDERR_FILENO, err) && is_whole;
    if (!is_whole) {
        mcp_text_clear(out);
        mcp_text_say(err, "toll: the answer could not be written to a temporary file\n");
        return EXIT_BAD_INPUT;
    }
    return code;
}

#endif
