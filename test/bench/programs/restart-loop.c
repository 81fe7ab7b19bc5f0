/*
 * restart-loop ARRIVALS SLEEPER COUNT: keeps COUNT sleepers running and does nothing else, until its standard input ends. What a restart
 * costs at least: wait(2) and posix_spawn(3).
 */
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static pid_t start(char **argv, int number) {
  char label[32];
  snprintf(label, sizeof label, "p%d", number);
  char *arguments[] = {argv[2], argv[1], label, NULL};
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t pid;
  if (posix_spawn(&pid, argv[2], NULL, &attributes, arguments, environ) != 0) exit(5);
  return pid;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int count = atoi(argv[3]);
  pid_t *pids = calloc(count, sizeof *pids);
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGCHLD);
  sigprocmask(SIG_BLOCK, &ends, NULL);
  struct pollfd sources[] = {{0, POLLIN, 0}, {signalfd(-1, &ends, 0), POLLIN, 0}};
  for (int n = 0; n < count; n += 1) pids[n] = start(argv, n);
  while (poll(sources, 2, -1) > 0 && sources[0].revents == 0) {
    struct signalfd_siginfo told;
    if (read(sources[1].fd, &told, sizeof told) < 0) return 6;
    for (pid_t ended; (ended = waitpid(-1, NULL, WNOHANG)) > 0;)
      for (int n = 0; n < count; n += 1)
        if (pids[n] == ended) pids[n] = start(argv, n);
  }
  for (int n = 0; n < count; n += 1) kill(pids[n], SIGKILL);
  for (int n = 0; n < count; n += 1) waitpid(pids[n], NULL, 0);
}
