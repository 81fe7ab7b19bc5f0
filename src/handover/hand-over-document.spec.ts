import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HandOverDocument, makeDocument, parseDocument } from './hand-over-document.js';

const program = fc.record({
  executable: fc.string(),
  nodeArgs: fc.array(fc.string()),
  script: fc.string(),
  args: fc.array(fc.string()),
  version: fc.string(),
  node: fc.string(),
});
const roles = ['lock', 'listener', 'connection', 'fifo', 'journal'] as const;
const documents: fc.Arbitrary<HandOverDocument> = fc
  .record({
    id: fc.uuid(),
    attempt: fc.constantFrom(0 as const, 1 as const, 2 as const),
    from: program,
    failure: fc.option(fc.string(), { nil: null }),
    descriptors: fc.array(fc.record({ fd: fc.integer({ min: 3, max: 100_000 }), role: fc.constantFrom(...roles), key: fc.string() })),
    pidFile: fc.option(fc.string(), { nil: null }),
    signals: fc.array(fc.constantFrom('SIGTERM' as const, 'SIGHUP' as const)),
    takenAt: fc.bigInt({ min: 0n, max: 2n ** 63n }).map(String),
    state: fc.jsonValue({ noUnicodeString: false }),
  })
  .map(makeDocument);

describe('the document of a hand-over', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(
        documents,
        (document) => void expect(parseDocument(JSON.stringify(document))).toEqual(JSON.parse(JSON.stringify(document))),
      ),
    );
  });

  it('is none when it is cut short', () => {
    fc.assert(
      fc.property(documents, fc.double({ min: 0, max: 0.999, noNaN: true }), (document, part) => {
        const text = JSON.stringify(document);
        expect(parseDocument(text.slice(0, Math.floor(text.length * part)))).toBeNull();
      }),
    );
  });

  it('is for nobody but the process that wrote it', () => {
    fc.assert(
      fc.property(documents, fc.integer(), (document, pid) => {
        fc.pre(pid !== process.pid);
        expect(parseDocument(JSON.stringify({ ...document, pid }))).toBeNull();
      }),
    );
  });

  it('never names a standard descriptor, and nothing else that is none', () => {
    fc.assert(
      fc.property(documents, fc.oneof(fc.integer({ max: 2 }), fc.double(), fc.string(), fc.constant(null)), (document, fd) => {
        fc.pre(!Number.isSafeInteger(fd) || (fd as number) <= 2);
        const forged = { ...document, descriptors: [{ fd, role: 'lock', key: '' }] };
        expect(parseDocument(JSON.stringify(forged))).toBeNull();
      }),
    );
  });

  it('is refused without an exception, whatever it is', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void expect(parseDocument(text)).toBeNull()));
  });
});
