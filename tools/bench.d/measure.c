/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs a program and writes down what it cost.
 *
 *   bench-measure FILE PROGRAM [ARGUMENT...]
 *
 * Who forks is counted in the memory of who is forked, until that has
 * become its own program: so a large parent hides a small child, and this
 * small one stands between. FILE gets seconds of wall and processor and
 * the largest resident set in kilobytes; the exit code is the program's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    struct rusage usage;
    double begun = now_s();
    double wall;
    int status;
    FILE *file;
    pid_t child;

    if (argc < 3) {
        fputs("bench-measure FILE PROGRAM [ARGUMENT...]\n", stderr);
        return 2;
    }
    child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return 126;
    wall = now_s() - begun;
    getrusage(RUSAGE_CHILDREN, &usage);
    file = fopen(argv[1], "w");
    if (!file)
        return 126;
    fprintf(file, "%.6f %.6f %ld\n", wall,
            seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss);
    if (fclose(file) != 0)
        return 126;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
