import { useState } from 'preact/hooks';
import { api, type Reply } from '../../sync/index.ts';
import { Button, Message, Progress } from '../parts/index.ts';
import { t } from '../words/index.ts';
import type { Lack } from './areaentry.ts';
import { AreaForm } from './areaform.tsx';
import { AreaPreview } from './areapreview.tsx';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { Panes } from './panes.tsx';
import { PaneHead } from './rows.tsx';
import type { AreaStanding, Areas, Asked, Preview, Work } from './types-areas.ts';
import { moment } from './values.ts';
import { o } from './words.ts';

const PLACE = '/office/areas';
const OVER: readonly Work['state'][] = ['done', 'undone'];

/** 地区の編成替え: the areas as they are, a new reorganisation, and those before. */
export function AreasPage() {
  const load = useLoad<Areas>(PLACE);
  const head = <PaneHead title={o('areas_title')} note={o('areas_hint')} test="areas-title" />;
  const body =
    load.state === 'missing' ? (
      <p data-test="areas-closed">{o('areas_closed_to_her')}</p>
    ) : (
      <Loaded load={load} rows={6}>
        {(known) => <Inside known={known} again={load.again} />}
      </Loaded>
    );
  return (
    <Panes
      whole
      list={
        <>
          {head}
          {body}
        </>
      }
    />
  );
}

type Told = 'areas_changed' | 'areas_unfit' | Lack | 'offline' | null;

function toldBy(reply: Exclude<Reply<unknown>, { ok: true }>): Told {
  if (reply.why !== 'problem') return 'offline';
  return reply.problem.status === 409 ? 'areas_changed' : 'areas_unfit';
}

function Inside({ known, again }: { known: Areas; again: () => Promise<void> }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [told, setTold] = useState<Told>(null);
  const [work, setWork] = useState<Work | null>(null);
  const look = async (wanted: Asked) => {
    const reply = await api.post<Preview>(`${PLACE}/preview`, wanted);
    setTold(reply.ok ? null : toldBy(reply));
    setAsked(wanted);
    setPreview(reply.ok ? reply.value : null);
  };
  /** Ask for the first step, then on and on until it is over. What is left after a break stands in the list. */
  const run = async (path: string, body: object) => {
    let reply = await api.act<Work>(path, body);
    while (reply.ok && !OVER.includes(reply.value.state)) {
      setWork(reply.value);
      reply = await api.act<Work>(`${PLACE}/works/${reply.value.id}/go-on`);
    }
    setTold(reply.ok ? null : toldBy(reply));
    setWork(reply.ok ? reply.value : null);
    setPreview(null);
    await again();
  };
  const decide = (grants: object[]) =>
    run(`${PLACE}/reorganise`, { ...asked, grants, token: preview?.token ?? '' });
  const running = work !== null && !OVER.includes(work.state);
  const open = known.areas.filter((area) => area.closed_on === null);
  return (
    <>
      <div aria-live="polite">
        {told && <Message test="areas-told">{told === 'offline' ? t('m37_needs_server') : o(told)}</Message>}
        {work && <Standing work={work} />}
      </div>
      {!running && !preview && <AreaForm key={known.works.length} areas={open} look={look} unfit={setTold} />}
      {!running && preview && <AreaPreview preview={preview} decide={decide} stop={() => setPreview(null)} />}
      <Now areas={known.areas} />
      <Works works={known.works} run={(id, step) => run(`${PLACE}/works/${id}/${step}`, {})} />
    </>
  );
}

function Standing({ work }: { work: Work }) {
  const { state, done, total } = work;
  const label = o('areas_working', { n: done, of: total });
  if (OVER.includes(state)) return <Message test="areas-over">{o(`areas_work_${state}`)}</Message>;
  return (
    <section class="panel" data-test="areas-working">
      <p role="status">{label}</p>
      <Progress part={done} whole={total} label={label} />
    </section>
  );
}

function Now({ areas }: { areas: AreaStanding[] }) {
  const nameOf = (id: string | null) => areas.find((area) => area.id === id)?.name ?? '';
  return (
    <section class="panel" aria-label={o('areas_now')}>
      <h2>{o('areas_now')}</h2>
      <table class="o-table" data-test="areas-now">
        <caption class="spoken">{o('areas_now')}</caption>
        <thead>
          <tr>
            <th scope="col">{o('areas_name')}</th>
            <th scope="col">{o('areas_persons')}</th>
            <th scope="col">{o('areas_salons')}</th>
            <th scope="col">{o('areas_state')}</th>
          </tr>
        </thead>
        <tbody>
          {areas.map((area) => (
            <tr key={area.id} data-test="area">
              <th scope="row">{area.name}</th>
              <td data-label={o('areas_persons')}>{o('areas_n', { n: area.persons })}</td>
              <td data-label={o('areas_salons')}>
                {area.salons.map(({ name }) => name).join(t('list_comma'))}
              </td>
              <td data-label={o('areas_state')}>
                {area.closed_on === null ? o('areas_open') : o('areas_closed', { into: nameOf(area.into) })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function whatOf({ from, to, renamed, moved }: Work): string {
  if (from.length === 0) return o('areas_what_name', { before: renamed ?? '', to: to.name });
  const names = from.map(({ name }) => name).join(t('list_comma'));
  return o('areas_what_move', { from: names, to: to.name, n: moved });
}

interface WorksProps {
  works: Work[];
  run: (id: string, step: 'go-on' | 'undo') => Promise<void>;
}

function Works({ works, run }: WorksProps) {
  return (
    <section class="panel" aria-label={o('areas_works')}>
      <h2>{o('areas_works')}</h2>
      {works.length === 0 && <p>{o('areas_none')}</p>}
      <ul class="list">
        {works.map((work) => (
          <li key={work.id} class="o-work" data-test="area-work" data-state={work.state}>
            <p>
              <strong>{whatOf(work)}</strong>
            </p>
            <p class="second">{o('import_by', { name: work.by, at: moment(work.at) })}</p>
            <p>{o(`areas_work_${work.state}`)}</p>
            <div class="actions">
              {!OVER.includes(work.state) && (
                <Button onPress={() => run(work.id, 'go-on')} test="area-go-on">
                  {o('areas_go_on')}
                </Button>
              )}
              {(work.state === 'done' || work.state === 'moving') && (
                <Button
                  onPress={() => run(work.id, 'undo')}
                  label={`${o('areas_undo')} ${whatOf(work)}`}
                  test="area-undo"
                >
                  {o('areas_undo')}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
