import { useEffect, useState } from 'preact/hooks';
import {
  type Draft,
  drafts,
  type EscrowCounts,
  type EscrowFiles,
  escrow,
  identity,
  counts as now,
  record,
  saveDraft,
} from '../../store/index.ts';
import { api } from '../../sync/index.ts';
import { attempt, Button, Message, Panel, Screen } from '../parts/index.ts';
import { TakeIn } from '../shown/take-in.tsx';
import { t } from '../words/index.ts';
import { canShare, canWriteFolders, intoFolder, saveFiles, share } from './hand-over.ts';

/** What may be on this tablet alone, in a file that anybody can carry to the office. Nobody need be signed in. */
export function Escrow() {
  const who = identity.value;
  return (
    <Screen
      name="escrow_title"
      test="screen-escrow"
      {...(who ? { back: '/sent' } : { class: 'login', back: '/' })}
    >
      <Make />
      {who && <Mine />}
      {who && <TakeIn />}
    </Screen>
  );
}

function Make() {
  const [counts, setCounts] = useState<EscrowCounts | null>(null);
  const [made, setMade] = useState<EscrowFiles | 'failed' | null>(null);
  const [working, setWorking] = useState(false);
  const { arrived } = now.value;
  useEffect(() => {
    void escrow()
      .then(({ countEscrow }) => countEscrow())
      .then(setCounts, () => setMade('failed'));
  }, [arrived]);
  const make = async () => {
    setWorking(true);
    setMade(
      await escrow()
        .then(({ makeEscrow }) => makeEscrow())
        .catch(() => 'failed' as const),
    );
    setWorking(false);
  };
  const empty = counts !== null && counts.saves + counts.drafts === 0;
  return (
    <Panel title={t('escrow_make')} test="escrow-make">
      <p>{t('escrow_why')}</p>
      <p>{t('escrow_sealed')}</p>
      {counts && !empty && <Holds counts={counts} />}
      {empty && <Message test="escrow-nothing">{t('escrow_nothing')}</Message>}
      {empty && counts.left_out > 0 && <p>{t('escrow_left_out', { n: counts.left_out })}</p>}
      {made === 'failed' && <Message test="escrow-failed">{t('escrow_not_made')}</Message>}
      {made !== null && made !== 'failed' && <Made made={made} />}
      {(made === null || made === 'failed') && !empty && (
        <Button kind="primary" wide onPress={make} test="escrow-do">
          {t(working ? 'escrow_making' : 'escrow_make')}
        </Button>
      )}
    </Panel>
  );
}

function Holds({ counts }: { counts: EscrowCounts }) {
  return (
    <div data-test="escrow-holds" data-saves={counts.saves} data-drafts={counts.drafts}>
      <h3>{t('escrow_holds')}</h3>
      <ul class="list">
        <li>
          {t('escrow_saves', { n: counts.saves })}
          {counts.unsent > 0 && <p class="row-note">{t('escrow_unsent', { n: counts.unsent })}</p>}
        </li>
        {counts.drafts > 0 && <li>{t('escrow_drafts', { n: counts.drafts })}</li>}
        {counts.left_out > 0 && <li>{t('escrow_left_out', { n: counts.left_out })}</li>}
      </ul>
    </div>
  );
}

/** Every way the browser has; each is one press, because browsers open their sheets only for a press. */
function Made({ made }: { made: EscrowFiles }) {
  const { files, saves, drafts: unfinished } = made;
  const [told, setTold] = useState('');
  const name = files.map((file) => file.name).join(t('list_comma'));
  const say = async (work: Promise<boolean>, done: string) => {
    const came = await work.catch(() => null);
    if (came !== false) setTold(came === null ? t('escrow_not_saved') : done);
  };
  return (
    <>
      <Message test="escrow-made">{t('escrow_made', { n: saves, drafts: unfinished })}</Message>
      <p>{t('escrow_next')}</p>
      <div class="actions">
        {canShare(files) && (
          <Button icon="up" onPress={() => say(share(files), t('escrow_shared'))} test="escrow-share">
            {t('escrow_share')}
          </Button>
        )}
        <Button onPress={() => say(saveFiles(files), t('escrow_saved', { name }))} test="escrow-save">
          {t('escrow_save')}
        </Button>
        {canWriteFolders() && (
          <Button
            onPress={() => say(intoFolder(files), t('escrow_in_folder', { name }))}
            test="escrow-folder"
          >
            {t('escrow_folder')}
          </Button>
        )}
      </div>
      {told && <Message test="escrow-done">{told}</Message>}
    </>
  );
}

/** Her own unfinished entries of a tablet whose file has come: offered, never put here by themselves. */
function Mine() {
  const [found, setFound] = useState<Draft[]>([]);
  const [done, setDone] = useState(false);
  useEffect(() => {
    void offered().then(setFound, () => undefined);
  }, []);
  const take = () =>
    attempt(async () => {
      for (const draft of found) await saveDraft(draft);
      setDone(true);
    });
  if (found.length === 0) return null;
  return (
    <Panel test="escrow-mine">
      <p>{t('escrow_mine', { n: found.length })}</p>
      {done && <Message test="escrow-mine-done">{t('escrow_mine_done')}</Message>}
      {!done && (
        <Button onPress={take} test="escrow-mine-take">
          {t('escrow_mine_take')}
        </Button>
      )}
    </Panel>
  );
}

/** The newest of each; what is here already, or was filed since, is not offered. */
async function offered(): Promise<Draft[]> {
  const reply = await api.get<{ drafts: { draft: Draft }[] }>('/escrow/drafts');
  if (!reply.ok) return [];
  const here = new Set((await drafts()).map(({ id }) => id));
  const fresh: Draft[] = [];
  for (const { draft } of reply.value.drafts) {
    if (here.has(draft.id) || (await record(draft.id))) continue;
    here.add(draft.id);
    fresh.push(draft);
  }
  return fresh;
}
