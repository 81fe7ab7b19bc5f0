/* sleeper ARRIVALS LABEL: says when it runs, then waits to be ended. */
#include "arrival.h"

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  report(argv[1], argv[2], "runs");
  for (;;) pause();
}
