/*
 * Makes system calls of one program fail, or its clock jump, as a file says that may change at any time: for the chaos suite, by
 * LD_PRELOAD. A line is "CALL ERRNO PART": CALL fails with ERRNO on files whose path contains PART. "clock SECONDS -" shifts the time of day.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static __thread int busy;

/* The number that stands behind CALL for this path, or 0. */
static long wanted(const char *call, const char *path) {
  const char *file = getenv("PROVISR_TEST_FAULTS");
  if (busy || file == NULL) return 0;
  busy = 1;
  int before = errno;
  long found = 0;
  FILE *stream = fopen(file, "re");
  if (stream != NULL) {
    char name[32], part[256];
    long number;
    while (found == 0 && fscanf(stream, "%31s %ld %255s", name, &number, part) == 3)
      if (strcmp(name, call) == 0 && (part[0] == '-' || (path != NULL && strstr(path, part) != NULL))) found = number;
    fclose(stream);
  }
  errno = before;
  busy = 0;
  return found;
}

static const char *path_of(int fd, char *into, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, into, size - 1);
  into[length < 0 ? 0 : length] = 0;
  return into;
}

static int fails(const char *call, const char *path) {
  long number = wanted(call, path);
  if (number != 0) errno = (int)number;
  return number != 0;
}

static int fails_on(const char *call, int fd) {
  char path[4096];
  if (busy) return 0;
  int before = errno;
  int answer = fails(call, path_of(fd, path, sizeof path));
  if (!answer) errno = before;
  return answer;
}

#define NEXT(name) __typeof__(&name) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *bytes, size_t count) {
  NEXT(write);
  return fails_on("write", fd) ? -1 : next(fd, bytes, count);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  NEXT(pwrite64);
  return fails_on("write", fd) ? -1 : next(fd, bytes, count, offset);
}

ssize_t splice(int from, off64_t *from_offset, int to, off64_t *to_offset, size_t length, unsigned int flags) {
  NEXT(splice);
  return fails_on("write", to) ? -1 : next(from, from_offset, to, to_offset, length, flags);
}

int rename(const char *from, const char *to) {
  NEXT(rename);
  return fails("rename", to) ? -1 : next(from, to);
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
                char *const arguments[], char *const environment[]) {
  NEXT(posix_spawn);
  long number = wanted("spawn", path);
  return number != 0 ? (int)number : next(pid, path, actions, attributes, arguments, environment);
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  NEXT(gettimeofday);
  int answer = next(now, zone);
  now->tv_sec += wanted("clock", NULL);
  return answer;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int answer = (int)syscall(SYS_clock_gettime, clock, now);
  if (clock == CLOCK_REALTIME) now->tv_sec += wanted("clock", NULL);
  return answer;
}
