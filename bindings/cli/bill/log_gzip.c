/* SPDX-License-Identifier: Apache-2.0 */
/* fork(), exec() and a pipe, where the system has them. gzip's own complaint about a damaged file is left out: the command
 * says it in its words. */
#include "bill/log_gzip.h"

#include <stdio.h>
#include <string.h>

#if defined(__unix__) && !defined(__wasi__)

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

static void run_gzip(const char *path, int out)
{
    int nowhere = open("/dev/null", O_RDWR);
    int in = open(path, O_RDONLY);
    if (in < 0 || dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(nowhere, STDERR_FILENO) < 0) {
        _exit(127);
    }
    execlp("gzip", "gzip", "-dc", (char *)NULL);
    _exit(127);
}

bool log_gzip_start(log_file *log)
{
    int ends[2];
    if (pipe(ends) != 0) {
        snprintf(log->reason, sizeof log->reason, "no pipe for gzip");
        return false;
    }
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        run_gzip(log->path, ends[1]);
    }
    close(ends[1]);
    log->descriptor = ends[0];
    log->child = (int)child;
    if (child < 0) {
        snprintf(log->reason, sizeof log->reason, "gzip can't be run");
        log->child = 0;
    }
    return child > 0;
}

bool log_gzip_end(log_file *log)
{
    int status = 0;
    if (log->child == 0) {
        return true;
    }
    pid_t ended = waitpid((pid_t)log->child, &status, 0);
    log->child = 0;
    bool is_unread = WIFSIGNALED(status); /* SIGPIPE: nobody read on */
    if (ended > 0 && (is_unread || WEXITSTATUS(status) == 0)) {
        return true;
    }
    snprintf(log->reason, sizeof log->reason, "%s",
             WEXITSTATUS(status) == 127 ? "compressed, and there is no gzip: gzip -dc FILE | toll bill -"
                                        : "the compressed file is damaged or cut");
    return false;
}

#else

bool log_gzip_start(log_file *log)
{
    snprintf(log->reason, sizeof log->reason, "the file is compressed: gzip -dc FILE | toll bill -");
    return false;
}

bool log_gzip_end(log_file *log)
{
    (void)log;
    return true;
}

#endif
