import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { closedSchemas } from './closed-schemas.js';

/** A part of an OpenAPI document. */
export type Part = Readonly<Record<string, unknown>>;

/** An operation of the document with its place. */
export interface DocumentedOperation {
  readonly id: string;
  readonly method: string;
  /** `/processes/{name}`, without the base path. */
  readonly path: string;
  readonly object: Part;
}

/** A request and what was answered. */
export interface WireExchange {
  readonly method: string;
  /** Without base path and query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What is wrong with an exchange, and which operation it was. */
export interface Verdict {
  readonly operation: string;
  readonly problems: readonly string[];
}

const RFC3339_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Compares what goes over the wire with an OpenAPI document. */
export class Conformance {
  readonly operations: readonly DocumentedOperation[];
  readonly document: Part;
  readonly #ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictTypes: false, strictRequired: false });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: Part) {
    this.document = document;
    this.#ajv.addVocabulary(['components', 'discriminator']);
    this.#ajv.addFormat('date-time', RFC3339_UTC);
    this.#ajv.addSchema({ $id: 'document', components: { schemas: closedSchemas(at(document, 'components/schemas') as Part) } });
    this.operations = Object.entries(document['paths'] as Readonly<Record<string, Part>>).flatMap(([path, item]) =>
      METHODS.flatMap((method) => {
        const object = item[method] as Part | undefined;
        return object === undefined ? [] : [{ id: String(object['operationId']), method: method.toUpperCase(), path, object }];
      }),
    );
  }

  /** What `#/…` refers to; the part itself when it refers to nothing. */
  resolve(part: Part): Part {
    const { $ref } = part;
    return typeof $ref === 'string' ? (at(this.document, $ref.slice('#/'.length)) as Part) : part;
  }

  /** What keeps data from being what a schema says; members that the schema does not know are wrong as well. */
  problemsOf(schema: Part, data: unknown): string[] {
    const text = JSON.stringify(closedSchemas({ schema })['schema']).replaceAll('"#/', '"document#/');
    const validate = this.#compiled.get(text) ?? this.#ajv.compile(JSON.parse(text) as Part);
    this.#compiled.set(text, validate);
    return validate(data)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
  }

  /** Whether status, media type and body are documented for the operation. */
  judge(exchange: WireExchange): Verdict {
    const operation = this.operations.find(({ method, path }) => method === exchange.method && pathPattern(path).test(exchange.path));
    if (operation === undefined) return { operation: 'none', problems: [`${exchange.method} ${exchange.path} is not documented`] };
    const response = (operation.object['responses'] as Readonly<Record<string, Part>>)[exchange.status];
    const problems =
      response === undefined
        ? [`status ${exchange.status} is not documented: ${exchange.body}`]
        : this.#bodyProblems(this.resolve(response), exchange);
    return { operation: operation.id, problems };
  }

  #bodyProblems(response: Part, { contentType, body }: WireExchange): string[] {
    const mediaType = contentType.split(';', 1)[0] ?? '';
    const media = (response['content'] as Readonly<Record<string, Part>>)[mediaType];
    if (media === undefined) return [`media type ${contentType} is not documented`];
    if (mediaType === 'text/event-stream') return this.#eventProblems(media['x-events'] as Readonly<Record<string, Part>>, body);
    return this.problemsOf(media['schema'] as Part, mediaType.endsWith('json') ? JSON.parse(body) : body);
  }

  #eventProblems(schemas: Readonly<Record<string, Part>>, stream: string): string[] {
    const whole = stream.slice(0, stream.lastIndexOf('\n\n') + 2);
    return whole.split('\n\n').flatMap((event) => {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data === undefined) return [];
      const name = /^event: (.*)$/m.exec(event)?.[1] ?? '*';
      return this.problemsOf(schemas[name] ?? schemas['*'] ?? {}, JSON.parse(data));
    });
  }
}

function at(document: Part, pointer: string): unknown {
  return pointer.split('/').reduce<unknown>((part, key) => (part as Part)[key], document);
}

function pathPattern(template: string): RegExp {
  return new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
}
