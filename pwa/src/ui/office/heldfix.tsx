import { useState } from 'preact/hooks';
import type { OpDraft, Value } from '../../store/index.ts';
import { api } from '../../sync/index.ts';
import { Button, Message, Panel, TextField } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { type RawOp, rawOf } from './heldop.ts';
import type { Held } from './types.ts';
import { codesOf, type Typed, ValueEditor } from './valueeditor.tsx';
import { fieldWord } from './values.ts';
import { o } from './words.ts';

/** Causes a coordinator can cure by filing it herself, once she has looked at it. */
const CURABLE = new Set(['invalid-value', 'missing-field', 'not-allowed', 'unproven-author']);
/** What says which record it is about; carried as it is. */
const FIXED = new Set(['person', 'session', 'salon', 'encounter', 'form', 'version']);
const NEEDED: Record<string, string[]> = {
  person: ['family_kana', 'given_kana', 'born_on', 'sex', 'area'],
  follow_up: ['due_on', 'way', 'state'],
};

/** True when she may correct it here: it can be read, and the cause is one she can cure. */
export function isCurable(held: Held): boolean {
  return CURABLE.has(held.reason) && held.record !== null && rawOf(held) !== null;
}

/** Every field of the held op with its value, and those that are missing from a creation. */
function fieldsOf(held: Held, op: RawOp): [field: string, value: Value][] {
  const said = op.new
    ? Object.entries(op.new)
    : Object.entries(op.edits ?? {}).map(([field, edit]) => [field, edit.now] as [string, Value]);
  const missing = op.new ? (NEEDED[held.kind ?? ''] ?? []).filter((field) => !(field in (op.new ?? {}))) : [];
  return [...said, ...missing.map((field): [string, Value] => [field, null])];
}

/** The op that stands in for the held one: all its fields, with what she put right. */
export function replacing(held: Held, op: RawOp, corrected: Record<string, Value>): OpDraft {
  const common = {
    kind: held.kind as OpDraft['kind'],
    id: held.record ?? '',
    replaces: held.op,
    ...(op.form_version ? { form_version: op.form_version } : {}),
    ...(op.reason ? { reason: op.reason } : {}),
  };
  if (op.new) return { ...common, new: { ...op.new, ...corrected } };
  const edits = Object.entries(op.edits ?? {}).map(([field, { saw, now }]) => [
    field,
    { saw, now: field in corrected ? (corrected[field] ?? null) : now },
  ]);
  return { ...common, edits: Object.fromEntries(edits) };
}

interface HeldFixProps {
  held: Held;
  done: () => void;
}

type Told = 'held_fix_refused' | 'held_fix_bad' | 'away';

/** 直して記録に入れる: the coordinator files it in her own name; the held op stays in the log as replaced. */
export function HeldFix({ held, done }: HeldFixProps) {
  const op = rawOf(held);
  const [typed, setTyped] = useState<Record<string, Typed>>({});
  const [told, setTold] = useState<Told | null>(null);
  const [busy, setBusy] = useState(false);
  if (op === null || held.kind === null) return null;
  const fields = fieldsOf(held, op).filter(([field]) => !FIXED.has(field));
  const file = async () => {
    if (busy) return;
    const corrected = Object.entries(typed);
    if (corrected.some(([, value]) => value === undefined)) return setTold('held_fix_bad');
    setBusy(true);
    const reply = await api.pushEdit(
      replacing(held, op, Object.fromEntries(corrected) as Record<string, Value>),
    );
    setBusy(false);
    if (!reply.ok) return setTold(reply.why === 'offline' ? 'away' : 'held_fix_refused');
    if (['quarantined', 'waits'].includes(reply.value.verdict)) return setTold('held_fix_refused');
    done();
  };
  return (
    <Panel title={o('held_fix_title')} test="held-fix">
      <p class="hint">{o('held_fix_hint')}</p>
      {fields.map(([field, value]) => (
        <FixField
          key={field}
          kind={held.kind ?? ''}
          field={field}
          value={field in typed ? typed[field] : value}
          was={value}
          onValue={(next) => {
            setTyped((now) => ({ ...now, [field]: next }));
            setTold(null);
          }}
        />
      ))}
      {told && <Message tone="problem">{told === 'away' ? t('m37_needs_server') : o(told)}</Message>}
      <div class="actions">
        <Button kind="primary" onPress={file} test="held-fix-save">
          {o('held_fix_save')}
        </Button>
      </div>
    </Panel>
  );
}

interface FixFieldProps {
  kind: string;
  field: string;
  value: Typed;
  was: Value;
  onValue: (value: Typed) => void;
}

/** A number is typed as a number, a code is chosen, an emptied field has no value. */
function FixField({ kind, field, value, was, onValue }: FixFieldProps) {
  const label = fieldWord(field);
  if (typeof was !== 'number' || codesOf(kind, field))
    return <ValueEditor kind={kind} field={field} value={value} onValue={onValue} label={label} />;
  return (
    <TextField
      label={label}
      value={String(value ?? '')}
      inputMode="decimal"
      onText={(text) => onValue(numberOf(text))}
      test={`value-${field}`}
    />
  );
}

function numberOf(text: string): Typed {
  const plain = text.normalize('NFKC').trim();
  if (plain === '') return null;
  return Number.isFinite(Number(plain)) ? Number(plain) : undefined;
}
