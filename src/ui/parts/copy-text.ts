import { notify } from './notices-store.js';

/** Puts a text into the clipboard, and tells. Without TLS browsers have no other way than the old one. */
export async function copyText(text: string): Promise<void> {
  const isCopied = isSecureContext ? await viaClipboard(text) : viaSelection(text);
  const notice = isCopied
    ? { tone: 'good' as const, text: 'Copied' }
    : { tone: 'bad' as const, text: 'This browser does not let the page copy' };
  notify(notice).become(notice);
}

async function viaClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return viaSelection(text); // Not allowed, or the page is not in front.
  }
}

function viaSelection(text: string): boolean {
  const before = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'hidden';
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return isCopied;
}
