import type { ComponentType } from 'preact';

/** What a page is given. */
export interface PageProps {
  /** What is looked at closely; `''` for all that the page has. */
  readonly name: string;
}

/** Fetches the code of a page. */
export type PageLoader = () => Promise<ComponentType<PageProps>>;

const arrived = new Map<PageLoader, ComponentType<PageProps>>();

/** A page whose code is there; `null` before it was fetched. */
export function arrivedPage(load: PageLoader): ComponentType<PageProps> | null {
  return arrived.get(load) ?? null;
}

/** @throws TypeError when the daemon does not answer, or has files of another version by now */
export async function fetchPage(load: PageLoader): Promise<void> {
  arrived.set(load, await load());
}
