/*
 * spawn-loop ARRIVALS SLEEPER COUNT: starts COUNT sleepers as a manager written in C would, each in a session of its own with default
 * signals, and ends them when its standard input ends. Prints the monotonic time before the first, ns.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void prepare(posix_spawnattr_t *attributes, posix_spawn_file_actions_t *actions) {
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  posix_spawnattr_init(attributes);
  posix_spawnattr_setsigdefault(attributes, &all);
  posix_spawnattr_setsigmask(attributes, &none);
  posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  posix_spawn_file_actions_init(actions);
  for (int fd = 0; fd < 3; fd += 1) posix_spawn_file_actions_addopen(actions, fd, "/dev/null", O_RDWR, 0);
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int count = atoi(argv[3]);
  pid_t *pids = calloc(count, sizeof *pids);
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  prepare(&attributes, &actions);
  struct timespec began;
  clock_gettime(CLOCK_MONOTONIC, &began);
  for (int n = 0; n < count; n += 1) {
    char label[32];
    snprintf(label, sizeof label, "p%d", n);
    char *arguments[] = {argv[2], argv[1], label, NULL};
    if (posix_spawn(&pids[n], argv[2], &actions, &attributes, arguments, environ) != 0) return 5;
  }
  printf("%lld\n", began.tv_sec * 1000000000LL + began.tv_nsec);
  fflush(stdout);
  char end;
  while (read(0, &end, 1) > 0) continue;
  for (int n = 0; n < count; n += 1) kill(pids[n], SIGKILL);
  for (int n = 0; n < count; n += 1) waitpid(pids[n], NULL, 0);
}
