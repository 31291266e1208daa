import { useRef, useState } from 'preact/hooks';
import { api, type Problem as Told } from '../../sync/index.ts';
import { Button, Message, Panel } from '../parts/index.ts';
import { language, t, type WordKey } from '../words/index.ts';

/** What the server counted in an escrow file. */
type Counts = Record<'arrived' | 'already_here' | 'held' | 'unreadable' | 'drafts', number>;
type Came = { counts: Counts } | { problem: Told } | { offline: true };

const LINES: readonly (readonly [keyof Counts, WordKey])[] = [
  ['arrived', 'escrow_arrived'],
  ['already_here', 'escrow_already'],
  ['held', 'escrow_held'],
  ['drafts', 'escrow_kept_drafts'],
  ['unreadable', 'escrow_unreadable'],
];

/** Take in an escrow file of any tablet: by anybody, as often as one likes. */
export function TakeIn({ onTaken }: { onTaken?: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [working, setWorking] = useState(false);
  const [came, setCame] = useState<Came | null>(null);
  const take = async (file: File) => {
    setCame(null);
    setWorking(true);
    const reply = await api.sendFile<Counts>('/escrow', file);
    setWorking(false);
    if (reply.ok) setCame({ counts: reply.value });
    else setCame(reply.why === 'problem' ? { problem: reply.problem } : { offline: true });
    if (reply.ok) onTaken?.();
  };
  return (
    <Panel title={t('escrow_take_title')} test="escrow-take-in">
      <p class="hint">{t('escrow_take_hint')}</p>
      <input
        ref={input}
        type="file"
        accept=".txt,text/plain"
        class="spoken"
        tabIndex={-1}
        aria-label={t('escrow_take')}
        data-test="escrow-file"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) void take(file);
        }}
      />
      <div class="actions">
        <Button icon="sheet" onPress={() => input.current?.click()} test="escrow-pick">
          {t(working ? 'escrow_taking' : 'escrow_take')}
        </Button>
      </div>
      <div aria-live="polite">{came && <Outcome came={came} />}</div>
    </Panel>
  );
}

function Outcome({ came }: { came: Came }) {
  if ('offline' in came) return <Message test="escrow-offline">{t('escrow_offline')}</Message>;
  if ('problem' in came) {
    const { title, title_ja, detail, detail_ja } = came.problem;
    const text = language.value === 'en' ? [title, detail] : [title_ja ?? title, detail_ja ?? detail];
    return (
      <Message test="escrow-refused">
        {text.filter(Boolean).join(language.value === 'en' ? '. ' : '。')}
      </Message>
    );
  }
  return (
    <Message test="escrow-taken">
      <p>{t('escrow_taken')}</p>
      <ul class="list">
        {LINES.filter(([name]) => came.counts[name] > 0 || name === 'arrived').map(([name, word]) => (
          <li key={name} data-test={`escrow-${name}`} data-n={came.counts[name]}>
            {t(word, { n: came.counts[name] })}
          </li>
        ))}
      </ul>
    </Message>
  );
}
