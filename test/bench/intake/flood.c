/* flood BYTES: so many bytes of 100-byte lines to standard output, 64 KiB at a time. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE 100
#define BLOCK (640 * LINE)

int main(int argc, char **argv) {
  static char block[BLOCK];
  if (argc != 2) return 2;
  memset(block, 'x', sizeof block);
  for (size_t at = LINE - 1; at < sizeof block; at += LINE) block[at] = '\n';
  for (long long left = atoll(argv[1]); left > 0;) {
    ssize_t written = write(1, block, left < BLOCK ? left : BLOCK);
    if (written < 0) return 4;
    left -= written;
  }
  return 0;
}
