#include "supervise.h"

#include "clock.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child tells the parent, in memory they share. */
typedef struct shared {
    atomic_bool in_call, finished;
    atomic_uint_fast64_t calls, row, index;
} shared;

static shared *watched; /* null outside of a supervised child */

void aqh_calling(uint64_t row, uint64_t index) {
    if (!watched)
        return;
    atomic_store(&watched->row, row);
    atomic_store(&watched->index, index);
    atomic_fetch_add(&watched->calls, 1);
    atomic_store(&watched->in_call, true);
}

void aqh_called(void) {
    if (watched)
        atomic_store(&watched->in_call, false);
}

static void describe(int status, char *text, size_t bytes) {
    if (WIFSIGNALED(status))
        snprintf(text, bytes, "ended the process with signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else
        snprintf(text, bytes, "ended the process with exit code %d", WEXITSTATUS(status));
}

/* Waits for the child; kills it when one call takes longer than limit. */
static bool outlive(pid_t child, const shared *s, double limit, int *status) {
    uint64_t calls = 0;
    double since = aqh_now();
    while (true) {
        const pid_t done = waitpid(child, status, WNOHANG);
        if (done == child)
            return true;
        if (done < 0 && errno != EINTR) {
            *status = 0;
            return true;
        }
        const uint64_t now = atomic_load(&s->calls);
        if (now != calls || !atomic_load(&s->in_call)) {
            calls = now;
            since = aqh_now();
        } else if (aqh_now() - since > limit) {
            kill(child, SIGKILL);
            waitpid(child, status, 0);
            return false;
        }
        usleep(2000);
    }
}

int aqh_supervise(int (*work)(void *context), void *context, double limit, aqh_death *death) {
    *death = (aqh_death){0};
    shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (s == MAP_FAILED) {
        snprintf(death->text, sizeof death->text, "no shared memory: %s", strerror(errno));
        return -1;
    }
    fflush(NULL); /* or the child prints it again */
    const pid_t child = fork();
    if (child < 0) {
        snprintf(death->text, sizeof death->text, "no process: %s", strerror(errno));
        munmap(s, sizeof *s);
        return -1;
    }
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        watched = s;
        const int code = work(context);
        const bool printed = fflush(NULL) == 0;
        atomic_store(&s->finished, true);
        _exit(printed ? code : 2);
    }
    int status = 0;
    const bool in_time = outlive(child, s, limit, &status);
    const bool finished = atomic_load(&s->finished);
    if (!finished) {
        death->died = true;
        death->in_call = atomic_load(&s->in_call);
        death->row = atomic_load(&s->row);
        death->index = atomic_load(&s->index);
        if (in_time)
            describe(status, death->text, sizeof death->text);
        else
            snprintf(death->text, sizeof death->text, "did not return within %g s", limit);
    }
    munmap(s, sizeof *s);
    return finished && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int kept_stdout = -1;

void aqh_stdout_away(void) {
    fflush(stdout);
    kept_stdout = dup(STDOUT_FILENO);
    if (kept_stdout >= 0)
        dup2(STDERR_FILENO, STDOUT_FILENO);
}

void aqh_stdout_back(void) {
    if (kept_stdout < 0)
        return;
    fflush(stdout);
    dup2(kept_stdout, STDOUT_FILENO);
    close(kept_stdout);
    kept_stdout = -1;
}
