import { ValidateBy } from 'class-validator';

/** A plugin with options. */
export interface PluginDto {
  /** Package name, or path relative to the file that names it. */
  readonly use: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** `false`: the daemon starts without it when it cannot be loaded. */
  readonly required?: boolean;
}

/** A list of plugins: names, or tables with `use`. */
export function IsPluginList(): PropertyDecorator {
  return ValidateBy({
    name: 'isPluginList',
    validator: { validate: (value) => listProblem(value) === null, defaultMessage: (args) => listProblem(args?.value) ?? 'is invalid' },
  });
}

function listProblem(value: unknown): string | null {
  if (!Array.isArray(value)) return 'must be a list of plugin names or tables with "use"';
  const bad = value.findIndex((entry) => !isPlugin(entry));
  return bad < 0 ? null : `plugin ${bad + 1} must be a name, or a table { use, options, required }`;
}

function isPlugin(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  if (typeof value !== 'object' || value === null) return false;
  const { use, options, required, ...others } = value as Record<string, unknown>;
  const goodOptions = options === undefined || (typeof options === 'object' && options !== null);
  return (
    typeof use === 'string' &&
    use !== '' &&
    goodOptions &&
    ['undefined', 'boolean'].includes(typeof required) &&
    Object.keys(others).length === 0
  );
}
