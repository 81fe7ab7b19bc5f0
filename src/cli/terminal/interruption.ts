let controller: AbortController | null = null;

/** From now on Ctrl-C is not the end of the process but of this signal. A second one is. */
export function interruption(): AbortSignal {
  if (controller === null) {
    const fresh = new AbortController();
    process.once('SIGINT', () => fresh.abort());
    controller = fresh;
  }
  return controller.signal;
}
