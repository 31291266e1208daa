import { useState } from 'preact/hooks';
import { api } from '../../sync/index.ts';
import { Button, Message, Panel } from '../parts/index.ts';
import { t } from '../words/index.ts';
import type { TabletPageReply, TabletState } from './types-tablets.ts';
import { o } from './words.ts';

type Gone = Exclude<TabletState, 'active'>;
const GONE: readonly Gone[] = ['lost', 'stolen', 'retired'];

const WORDS = {
  lost: { name: 'tablet_lost', say: 'tablet_say_lost', next: ['tablet_lost_then', 'tablet_lost_held'] },
  stolen: {
    name: 'tablet_stolen',
    say: 'tablet_say_stolen',
    next: ['tablet_stolen_then', 'tablet_stolen_held'],
  },
  retired: { name: 'tablet_retired', say: 'tablet_say_retired', next: ['tablet_retired_then'] },
} as const;

interface Props {
  tablet: TabletPageReply;
  again: () => Promise<void>;
}

/** What was owed at the last contact, in words. */
function Owes({ tablet }: { tablet: TabletPageReply }) {
  const { owed, drafts_open } = tablet;
  const nothing = owed === 0 && drafts_open === 0;
  const text = nothing ? o('tablet_owes_nothing') : o('tablet_owes', { n: owed, drafts: drafts_open });
  return (
    <p data-test="standing-owes" data-owed={owed}>
      {text}
    </p>
  );
}

interface ConfirmProps extends Props {
  wanted: Gone;
  say: (state: TabletState, escrowed?: boolean) => void;
  stop: () => void;
}

/** What will become of unsent work, before anything is said. */
function Confirm({ tablet, wanted, say, stop }: ConfirmProps) {
  const owes = tablet.owed > 0 || tablet.drafts_open > 0;
  const refused = wanted === 'retired' && owes;
  return (
    <div class="o-confirm" data-test="standing-confirm">
      <Owes tablet={tablet} />
      {WORDS[wanted].next.map((word) => (
        <p key={word}>{o(word)}</p>
      ))}
      {refused && (
        <Message tone="ask" test="standing-refused">
          {o('tablet_retired_owes')}
        </Message>
      )}
      <div class="actions">
        {refused ? (
          <Button onPress={() => say(wanted, true)} test="standing-escrowed">
            {o('tablet_escrowed')}
          </Button>
        ) : (
          <Button kind="primary" onPress={() => say(wanted)} test="standing-do">
            {o(WORDS[wanted].say)}
          </Button>
        )}
        <Button kind="text" onPress={stop} test="standing-stop">
          {o('tablet_stop')}
        </Button>
      </div>
    </div>
  );
}

/** 紛失・盗難・使わなくなった, and back again as long as the tablet is not wiped. */
export function StandingPanel({ tablet, again }: Props) {
  const [wanted, setWanted] = useState<Gone | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const say = async (state: TabletState, escrowed = false) => {
    const reply = await api.post(`/office/devices/${tablet.id}/standing`, { state, escrowed });
    if (!reply.ok) return setTold(reply.why === 'problem' ? o('tablet_already') : t('m37_needs_server'));
    setTold(null);
    setWanted(null);
    await again();
  };
  return (
    <Panel title={o('tablet_change')} test="standing">
      {tablet.wiped_at && <p>{o('tablet_already')}</p>}
      {!tablet.wiped_at && wanted === null && (
        <div class="actions">
          {GONE.filter((state) => state !== tablet.state).map((state) => (
            <Button key={state} onPress={() => setWanted(state)} test={`standing-${state}`}>
              {o(WORDS[state].name)}
            </Button>
          ))}
          {tablet.state !== 'active' && (
            <Button onPress={() => say('active')} test="standing-active">
              {o('tablet_say_active')}
            </Button>
          )}
        </div>
      )}
      {wanted && (
        <Confirm tablet={tablet} again={again} wanted={wanted} say={say} stop={() => setWanted(null)} />
      )}
      {told && <Message tone="ask">{told}</Message>}
    </Panel>
  );
}
