/* ceiling splice|copy FIFO FILE: moves a FIFO into one file that is never rotated, as plainly as C can. Prints {cpuMs, peakKib}. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define BUFFER (64 * 1024)
#define PIPE (1024 * 1024)

int main(int argc, char **argv) {
  static char buffer[BUFFER];
  if (argc != 4) return 2;
  int copies = strcmp(argv[1], "copy") == 0;
  int in = open(argv[2], O_RDONLY | O_NONBLOCK), out = open(argv[3], O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (in < 0 || out < 0) return 3;
  fcntl(in, F_SETFL, 0);
  if (!copies) fcntl(in, F_SETPIPE_SZ, PIPE);
  puts("ready");
  fflush(stdout);
  for (;;) {
    ssize_t moved = copies ? read(in, buffer, BUFFER) : splice(in, NULL, out, NULL, PIPE, SPLICE_F_MOVE);
    if (moved < 0) return 4;
    if (moved == 0) break;
    if (copies && write(out, buffer, moved) != moved) return 5;
  }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  long ms = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
  printf("{\"cpuMs\":%ld,\"peakKib\":%ld,\"grewKib\":0}\n", ms, usage.ru_maxrss);
  return 0;
}
