/* line-writer ARRIVALS LABEL BYTES: at each SIGUSR1 writes so many bytes of 100-byte lines to its standard output, 64 KiB at a time. */
#include "arrival.h"
#include <signal.h>
#include <string.h>

#define LINE 100
#define BLOCK (655 * LINE)

static void write_all(long long bytes) {
  static char block[BLOCK];
  memset(block, 'x', sizeof block);
  for (size_t at = LINE - 1; at < sizeof block; at += LINE) block[at] = '\n';
  while (bytes > 0) {
    ssize_t written = write(1, block, bytes < BLOCK ? bytes : BLOCK);
    if (written < 0) exit(4);
    /* A short write would shift the lines; the amount is what counts here. */
    bytes -= written;
  }
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  sigset_t go;
  sigemptyset(&go);
  sigaddset(&go, SIGUSR1);
  sigprocmask(SIG_BLOCK, &go, NULL);
  report(argv[1], argv[2], "runs");
  for (;;) {
    int received;
    sigwait(&go, &received);
    report(argv[1], argv[2], "begins");
    write_all(atoll(argv[3]));
    report(argv[1], argv[2], "wrote");
  }
}
