import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Definition, Item } from '../../forms/index.ts';
import type { Fields, Value } from '../../store/index.ts';
import { Button, Choice, Message } from '../parts/index.ts';
import { answerText } from '../shown/answers.ts';
import { differences } from './keying.ts';
import { o } from './words.ts';

interface KeyCompareProps {
  form: Definition;
  first: Fields;
  second: Fields;
  /** With the answers as they are to be. */
  settle: (right: Fields) => Promise<void>;
}

type Side = 'first' | 'other';

/** Where two entries of one paper differ: she looks at the paper and says which is right; nothing is preset. */
export function KeyCompare({ form, first, second, settle }: KeyCompareProps) {
  const all = differences(form, first, second);
  const [chosen, setChosen] = useState<Record<string, Side>>({});
  const [told, setTold] = useState(false);
  const done = async () => {
    if (all.some(({ item }) => !chosen[item.id])) return setTold(true);
    const others = all.filter(({ item }) => chosen[item.id] === 'other').map(({ item }) => item.id);
    const right: Fields = { ...first };
    for (const id of others) {
      const value = second[id];
      if (value === undefined) delete right[id];
      else right[id] = value;
    }
    await settle(right);
  };
  const open = all.find(({ item }) => !chosen[item.id]);
  const keys = (event: KeyboardEvent) => {
    const side = { '1': 'first', '2': 'other' }[event.key] as Side | undefined;
    if (side && open) setChosen({ ...chosen, [open.item.id]: side });
    else if (event.key === 'Enter' && event.target === event.currentTarget) void done();
  };
  const whole = useRef<HTMLElement>(null);
  useLayoutEffect(() => whole.current?.focus(), []); // before anybody sees it: keys are pressed at once
  return (
    <section
      ref={whole}
      tabIndex={-1}
      onKeyDown={keys}
      class="o-key-compare"
      aria-label={o('key_differs', { n: all.length })}
      data-test="key-compare"
    >
      <h3>{o('key_differs', { n: all.length })}</h3>
      <p>{o('key_differs_hint')}</p>
      {all.map(({ item, first: one, second: two }) => (
        <Choice<Side>
          key={item.id}
          label={`${item.no} ${item.wording}`}
          options={[
            { value: 'first', label: sideText('key_first', item, one) },
            { value: 'other', label: sideText('key_other', item, two) },
          ]}
          value={chosen[item.id]}
          onChoose={(side) => setChosen({ ...chosen, [item.id]: side })}
          test="key-difference"
        />
      ))}
      {told && <Message tone="ask">{o('key_choose_all')}</Message>}
      <Button kind="primary" onPress={done} test="key-settle">
        {o('key_put_right')}
      </Button>
    </section>
  );
}

function sideText(side: 'key_first' | 'key_other', item: Item, value: Value | undefined): string {
  return `${o(side)}: ${answerText(item, value)}`;
}
