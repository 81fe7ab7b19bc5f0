/* One line per event in the file that the bench watches: LABEL EVENT MONOTONIC_NS PID. Appended in one write(2), so lines never mix. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void report(const char *file, const char *label, const char *event) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  char line[256];
  int length = snprintf(line, sizeof line, "%s %s %lld %d\n", label, event, now.tv_sec * 1000000000LL + now.tv_nsec, (int)getpid());
  int fd = open(file, O_WRONLY | O_APPEND);
  if (fd < 0 || write(fd, line, length) != length) exit(3);
  close(fd);
}
