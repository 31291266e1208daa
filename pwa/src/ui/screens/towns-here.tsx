/** What the first screens say of other towns comes when it is needed; a tablet of one town never fetches it. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { partFrom } from '../chunks.tsx';

const part = partFrom(() => import('./towns-part.ts'));
type Towns = NonNullable<typeof part.here>;

export function TownsHere({ draw }: { draw: (towns: Towns) => VNode }) {
  const [here, arrived] = useState(part.here);
  useEffect(() => {
    if (!here) void part.load().then(arrived);
  }, [here]);
  return here && draw(here);
}
