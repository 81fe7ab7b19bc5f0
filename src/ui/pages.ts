import type { Role } from '#contract';
import type { PageLoader } from './parts/page-loader.js';
import type { Place } from './parts/place.js';

/** A page of the navigation. */
export interface PageRow {
  /** Behind the hash, e.g. `#/processes`. */
  readonly path: string;
  readonly title: string;
  /** Who has less is not shown the way to it. */
  readonly role: Role;
  /** `false` for one that is reached from another page. @default true */
  readonly isInNavigation?: boolean;
  readonly load: PageLoader;
  /** The page of one thing that it shows, e.g. `#/processes/web-1`. */
  readonly loadOne?: PageLoader;
}

/** All pages, in the order of the navigation. Each is a file of its own to the browser, which has it when it is wanted. */
export const PAGES: readonly [PageRow, ...PageRow[]] = [
  {
    path: 'processes',
    title: 'Processes',
    role: 'viewer',
    load: async () => (await import('./processes/processes-page.js')).ProcessesPage,
    loadOne: async () => (await import('./process/process-page.js')).ProcessPage,
  },
  {
    path: 'register',
    title: 'New process',
    role: 'admin',
    isInNavigation: false,
    load: async () => (await import('./define/register-page.js')).RegisterPage,
  },
  {
    path: 'groups',
    title: 'Groups',
    role: 'viewer',
    load: async () => (await import('./groups/groups-page.js')).GroupsPage,
  },
  {
    path: 'cron',
    title: 'Cron',
    role: 'viewer',
    load: async () => (await import('./cron/cron-page.js')).CronPage,
    loadOne: async () => (await import('./cron/job-page.js')).JobPage,
  },
  {
    path: 'events',
    title: 'Events',
    role: 'viewer',
    load: async () => (await import('./events/events-page.js')).EventsPage,
  },
  {
    path: 'configuration',
    title: 'Configuration',
    role: 'viewer',
    load: async () => (await import('./configuration/configuration-page.js')).ConfigurationPage,
  },
  {
    path: 'plugins',
    title: 'Plugins',
    role: 'viewer',
    load: async () => (await import('./plugins/plugins-page.js')).PluginsPage,
  },
  {
    path: 'about',
    title: 'About',
    role: 'viewer',
    load: async () => (await import('./about/about-page.js')).AboutPage,
  },
];

/** What is to be shown at a place; the first page where it means none. */
export function pageAt({ page, name }: Place): { readonly row: PageRow; readonly name: string; readonly load: PageLoader } {
  const row = PAGES.find(({ path }) => path === page);
  if (row === undefined) return { row: PAGES[0], name: '', load: PAGES[0].load };
  return row.loadOne === undefined || name === '' ? { row, name: '', load: row.load } : { row, name, load: row.loadOne };
}
