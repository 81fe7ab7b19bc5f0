/** What a browser waits before it connects again (WHATWG HTML, server-sent events), ms. */
const RETRY_MS = 1000;

/** The fields of one server-sent event. Without `data` nobody is told of it, but its id counts. */
export interface Frame {
  /** No line ends in it. */
  readonly id?: string | null;
  readonly event?: string;
  /** Goes as JSON, which has no line ends. */
  readonly data?: unknown;
  /** In place of `data`: what is JSON already. */
  readonly json?: string;
}

/** The text of a server-sent event. */
export function frame({ id, event, data, json = data === undefined ? undefined : JSON.stringify(data) }: Frame): string {
  const eventLine = event === undefined ? '' : `event: ${event}\n`;
  const dataLine = json === undefined ? '' : `data: ${json}\n`;
  return `${idLine(id)}${eventLine}${dataLine}\n`;
}

/** The first words of a stream: so that its reader knows at once that it is heard. */
export function opening(id: string | null): string {
  return `retry: ${RETRY_MS}\n${frame({ id })}`;
}

/** Keeps connections open that are cut when nothing passes, and tells a reader of few events how far it is. */
export function heartbeat(id: string | null): string {
  return `: heartbeat\n${frame({ id })}`;
}

function idLine(id: string | null | undefined): string {
  return id == null ? '' : `id: ${id}\n`;
}
