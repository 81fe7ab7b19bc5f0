import { type Document, isCollection, isSeq, parseDocument } from 'yaml';
import { type TokenEditor, TOKENS_PATH } from './token-entry.js';

/** Through the document of the parser, which keeps comments and order. */
export const yamlTokens: TokenEditor = {
  add(text, entry) {
    const document = parseDocument(text);
    openTables(document);
    const list = document.getIn(TOKENS_PATH);
    if (isSeq(list) && list.items.length > 0) list.add(document.createNode(entry));
    else document.setIn(TOKENS_PATH, document.createNode([entry]));
    return format(document, text);
  },
  remove(text, index) {
    const document = parseDocument(text);
    document.deleteIn([...TOKENS_PATH, index]);
    const list = document.getIn(TOKENS_PATH);
    if (isSeq(list) && list.items.length === 0) document.deleteIn(TOKENS_PATH);
    return format(document, text);
  },
};

/** A key without a value (`server:`) is a table that nothing was written into yet. */
function openTables(document: Document): void {
  for (const depth of [1, 2]) {
    const path = TOKENS_PATH.slice(0, depth);
    if (!isCollection(document.getIn(path))) document.setIn(path, document.createNode({}));
  }
}

/** Indented as the author does. */
function format(document: Document, text: string): string {
  const indent = /^( +)[^ #-]/m.exec(text)?.[1]?.length ?? 2;
  const isFlush = /^(\s*)[^\s#-].*:[ \t]*(?:#.*)?\n(?:\s*(?:#.*)?\n)*\1- /m.test(text);
  return document.toString({ indent: Math.max(1, indent), indentSeq: !isFlush, lineWidth: 0 });
}
