import { useState } from 'preact/hooks';
import type { Definition, Item } from '../../forms/index.ts';
import { type Draft, ofKind, type RecordView } from '../../store/index.ts';
import { Button, Message, Panel, useRead } from '../parts/index.ts';
import { answerText } from '../shown/answers.ts';
import { isTrial, outOfUse } from '../shown/decisions.ts';
import { compareForms } from '../shown/form-diff.ts';
import { type Move, moveAnswers, moved, newerFor } from '../shown/newer-version.ts';
import { inPractice } from '../shown/practice.ts';
import { t } from '../words/index.ts';

interface NewerProps {
  draft: Draft;
  /** The version it was begun with. */
  form: Definition;
  keep: (change: (draft: Draft) => Draft) => void;
}

/** What there is to say about the version of a sheet under way. */
export function NewerVersion(props: NewerProps) {
  const { form, version } = props.draft;
  return (
    <>
      {isTrial(form, version) && <Message test="trial">{t('trial_here')}</Message>}
      <Newer {...props} />
    </>
  );
}

/** A newer version has come: the sheet stays as it is until she has seen what differs and says otherwise. */
function Newer({ draft, form, keep }: NewerProps) {
  const versions = useRead('form versions', () => ofKind('form_version'));
  const [open, setOpen] = useState(false);
  const now = versions && newerFor(versions, draft, inPractice());
  if (!now) return <OutOfUse versions={versions ?? []} draft={draft} />;
  if (!open)
    return (
      <Message
        test="newer-version"
        actions={
          <Button onPress={() => setOpen(true)} test="version-see">
            {t('version_see')}
          </Button>
        }
      >
        {t('version_newer')}
      </Message>
    );
  const move = moveAnswers(form, now, draft.answers);
  return (
    <Panel title={t('version_title', { before: form.version, now: now.version })} test="version-panel">
      <Changes before={form} now={now} />
      <Going move={move} form={form} />
      <div class="actions">
        <Button
          onPress={() => {
            setOpen(false);
            keep((draft) => moved(draft, now, moveAnswers(form, now, draft.answers)));
          }}
          test="version-move"
        >
          {t('version_move')}
        </Button>
        <Button onPress={() => setOpen(false)} test="version-stay">
          {t('version_stay')}
        </Button>
      </div>
    </Panel>
  );
}

/** Nothing takes its place, and no new sheet begins with it: why, in the words of who decided it. */
function OutOfUse({ versions, draft: { form, version } }: { versions: RecordView[]; draft: Draft }) {
  const its = versions.find(({ fields }) => fields.form === form && Number(fields.version) === version);
  const state = its?.fields.state;
  if (state !== 'retired' && state !== 'recalled') return null;
  const reason = outOfUse(form, version);
  return (
    <Message test="version-out">
      {t(`version_${state}`)}
      {reason && <span class="second"> {t('version_why', { reason })}</span>}
    </Message>
  );
}

function Changes({ before, now }: { before: Definition; now: Definition }) {
  const { added, removed, changed, judged, moved } = compareForms(before, now);
  return (
    <>
      <Questions title={t('version_added')} items={added} />
      <Questions title={t('version_removed')} items={removed} />
      <Questions title={t('version_changed')} items={changed.map(({ item }) => item)} />
      {judged.length > 0 && <p>{t('version_judged')}</p>}
      {moved && <p>{t('version_moved')}</p>}
    </>
  );
}

function Questions({ title, items }: { title: string; items: Item[] }) {
  if (items.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {items.map((item) => (
          <li key={item.id} lang="ja">
            {t('sheet_number', { n: item.no })} {item.wording}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What becomes of the answers given so far. */
function Going({ move, form }: { move: Move; form: Definition }) {
  return (
    <>
      <p data-test="version-kept">{t('version_kept', { n: Object.keys(move.kept).length })}</p>
      {move.left.length === 0 ? (
        <p>{t('version_left_none')}</p>
      ) : (
        <>
          <h3>{t('version_left')}</h3>
          <ul data-test="version-left">
            {move.left.map(({ item, value }) => (
              <li key={item.id}>
                {t('version_left_line', {
                  question: item.wording,
                  answer: answerText(item, value, form.reasons),
                })}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
