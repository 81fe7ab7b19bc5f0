import { momentText, untilText } from '../parts/wording.js';
import { now } from '../store/now.js';

/** A moment, and how far away it is, which goes on by itself. */
export function Moment({ at }: { readonly at: string }) {
  void now.value; // What makes it go on.
  return (
    <time dateTime={at}>
      {momentText(at)} <span class="remark">{untilText(Date.parse(at) - Date.now())}</span>
    </time>
  );
}
