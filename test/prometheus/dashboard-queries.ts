import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string; readonly definition?: string }[] };
}

const FILE = join(import.meta.dirname, '../../config/grafana/provisr.json');

/** What Grafana puts in place of its variables: everything, and a window in which several scrapes lie. */
const VARIABLES: Readonly<Record<string, string>> = { instance: '.*', group: '.*', process: '.*', __rate_interval: '10s' };

/** Every query of the dashboard by where it is: those of the panels, and those that fill the variables. */
export function dashboardQueries(): readonly (readonly [place: string, promql: string])[] {
  const { panels, templating } = JSON.parse(readFileSync(FILE, 'utf8')) as Dashboard;
  const ofPanels = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, withVariables(expr)] as const));
  const ofVariables = templating.list
    .filter(({ type }) => type === 'query')
    .map(({ name, definition = '' }) => [`$${name}`, withVariables(asQuery(definition))] as const);
  return [...ofVariables, ...ofPanels];
}

function withVariables(promql: string): string {
  return promql.replaceAll(/\$(\w+)/g, (_match, name: string) => {
    const value = VARIABLES[name];
    if (value === undefined) throw new Error(`the dashboard has no variable "${name}": ${promql}`);
    return value;
  });
}

/** `label_values(series, label)` is Grafana's own. */
function asQuery(definition: string): string {
  const [, series, label] = /^label_values\((.*), (\w+)\)$/.exec(definition) ?? [];
  if (series === undefined || label === undefined) throw new Error(`no query of label values: ${definition}`);
  return `count by (${label}) (${series})`;
}
