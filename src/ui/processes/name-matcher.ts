/** With a `*` the whole name has to match, as everywhere in provisr; without, a part of it is enough. */
export function matcherOf(pattern: string): (name: string) => boolean {
  if (pattern === '') return () => true;
  const text = pattern.toLowerCase();
  if (!text.includes('*')) return (name) => name.toLowerCase().includes(text);
  const parts = text.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.*')}$`);
  return (name) => expression.test(name.toLowerCase());
}
