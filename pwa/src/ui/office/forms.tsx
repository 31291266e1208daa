import { useRef, useState } from 'preact/hooks';
import { go } from '../../router.ts';
import { Button, LinkButton, Message } from '../parts/index.ts';
import { inWords } from '../shown/form.ts';
import { FORMS, formTrouble, offer, sendSpreadsheet } from './formcalls.ts';
import { FormNotes } from './formnotes.tsx';
import type { Brought, EditionBrief, FormNote, OwnForms } from './formtypes.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { Panes } from './panes.tsx';
import { OfficeRow, PaneHead, Rows } from './rows.tsx';
import { moment } from './values.ts';
import { o } from './words.ts';

/** 質問票: which forms the town uses, its own with their versions, and the way to a new one. */
export function FormsPage() {
  const load = useLoad<OwnForms>(FORMS);
  return (
    <Panes
      whole
      list={
        <>
          <PaneHead title={o('forms_title')} note={o('forms_hint')} test="forms-title" />
          <Loaded load={load} rows={6}>
            {(forms) =>
              forms.allowed ? (
                <div class="o-forms">
                  <NewForm />
                  <Own editions={forms.editions} />
                  <BroughtForms brought={forms.brought} again={load.again} />
                </div>
              ) : (
                <Message test="forms-closed">{o('forms_closed')}</Message>
              )
            }
          </Loaded>
        </>
      }
    />
  );
}

/** Read a spreadsheet. Without a fault it opens as a draft; what must be mended is listed here. */
function NewForm() {
  const input = useRef<HTMLInputElement>(null);
  const [reading, setReading] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const [notes, setNotes] = useState<FormNote[]>([]);
  const read = async (file: File) => {
    setReading(true);
    setNotes([]);
    const reply = await sendSpreadsheet(file);
    setReading(false);
    setTrouble(formTrouble(reply));
    if (!reply.ok) return;
    if (reply.value.id) return go(`/o/forms/${reply.value.id}`);
    setNotes(reply.value.notes);
  };
  return (
    <section class="panel" aria-label={o('forms_read')}>
      <h2>{o('forms_read')}</h2>
      <p class="hint">{o('forms_read_hint')}</p>
      <div class="actions">
        <input
          ref={input}
          type="file"
          accept=".xlsx"
          class="spoken"
          tabIndex={-1}
          aria-label={o('forms_pick')}
          data-test="form-file"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (file) void read(file);
          }}
        />
        <Button kind="primary" icon="sheet" onPress={() => input.current?.click()} test="form-pick">
          {o('forms_pick')}
        </Button>
        <LinkButton href="/o/forms/measures" test="form-measures">
          {o('forms_measures')}
        </LinkButton>
      </div>
      <p role="status">{reading ? o('forms_reading') : ''}</p>
      {trouble && (
        <Message tone="problem" test="form-trouble">
          {trouble}
        </Message>
      )}
      {notes.length > 0 && <FormNotes notes={notes} />}
    </section>
  );
}

function Own({ editions }: { editions: EditionBrief[] }) {
  return (
    <section class="panel" aria-label={o('forms_own')}>
      <h2>{o('forms_own')}</h2>
      {editions.length === 0 ? (
        <p>{o('forms_own_none')}</p>
      ) : (
        <Rows test="own-forms" label={o('forms_own')}>
          {editions.map((one) => (
            <li key={one.id}>
              <OfficeRow
                href={`/o/forms/${one.id}`}
                title={`${inWords(one.title)} ${o('forms_version', { n: one.version })}`}
                note={lastStep(one)}
                aside={<StateMark edition={one} />}
                id={one.id}
                test="own-form"
              />
            </li>
          ))}
        </Rows>
      )}
    </section>
  );
}

function lastStep({ steps, questions }: EditionBrief): string {
  const last = steps.at(-1);
  const when = last ? o('form_step_line', { at: moment(last.at), name: last.by }) : '';
  return [o('forms_questions', { n: questions }), when].filter(Boolean).join('　');
}

/** How far a version has come, in a word. */
export function StateMark({ edition: { state } }: { edition: Pick<EditionBrief, 'state'> }) {
  return (
    <span class={`o-form-state o-form-${state}`} data-test="form-state" data-state={state}>
      {o(`form_state_${state}`)}
    </span>
  );
}

interface BroughtProps {
  brought: Brought[];
  again: () => Promise<void>;
}

function BroughtForms({ brought, again }: BroughtProps) {
  const [trouble, setTrouble] = useState<string>();
  const change = async (one: Brought) => {
    const reply = await offer(one, !one.offered);
    setTrouble(formTrouble(reply));
    await again();
  };
  return (
    <section class="panel" aria-label={o('forms_brought')}>
      <h2>{o('forms_brought')}</h2>
      <p class="hint">{o('forms_brought_hint')}</p>
      {trouble && <Message tone="problem">{trouble}</Message>}
      <ul class="list" data-test="brought-forms">
        {brought.map((one) => (
          <li key={`${one.form}/${one.version}`} class="o-brought" data-form={`${one.form}/${one.version}`}>
            <div>
              <strong>
                {inWords(one.title)} {o('forms_version', { n: one.version })}
              </strong>
              <p class="second">{inWords(one.licence)}</p>
              <LinkButton
                kind="text"
                href={`/o/forms/${one.form}`}
                label={o('decide_open_of', { title: inWords(one.title) })}
                test={`decide-${one.form}-${one.version}`}
              >
                {o('decide_open')}
              </LinkButton>
            </div>
            <span data-test="form-offered" data-on={one.offered}>
              {o(one.offered ? 'forms_used' : 'forms_unused')}
            </span>
            <Button
              onPress={() => change(one)}
              label={o(one.offered ? 'forms_stop_of' : 'forms_use_of', { title: inWords(one.title) })}
              test="form-offer"
            >
              {o(one.offered ? 'forms_stop' : 'forms_use')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
