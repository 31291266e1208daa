import { useState } from 'preact/hooks';
import type { OpDraft, Value } from '../../store/index.ts';
import { api } from '../../sync/index.ts';
import { Button, Message, TextField } from '../parts/index.ts';
import { type Amended, amendment, needsReason } from '../shown/amending.ts';
import { t } from '../words/index.ts';
import type { HistoryEntry } from './types.ts';
import type { Item } from './types-sheets.ts';
import { type Typed, ValueEditor } from './valueeditor.tsx';
import { valueWord } from './values.ts';
import { o } from './words.ts';

interface AmendProps {
  record: Amended;
  field: string;
  label: string;
  items?: Item[] | undefined;
  entries: HistoryEntry[];
  /** The earlier value she goes back to; typed when there is none. */
  back?: HistoryEntry | undefined;
  done: () => Promise<void>;
  close: () => void;
}

type Told = 'other_empty' | 'restore_reason_needed' | 'restore_refused' | 'away';

/** The edit: it saw every value that stands now, and keeps the author of a value it goes back to. */
export function amending(
  record: Amended,
  field: string,
  entries: HistoryEntry[],
  now: Value,
  reason: string,
): OpDraft {
  const saw = entries.filter((entry) => entry.stands).map((entry) => entry.op);
  const source = entries.find((entry) => JSON.stringify(entry.value) === JSON.stringify(now));
  return amendment(record, { [field]: { saw, now, from: source?.op } }, reason);
}

/** Put a field right: back to an earlier value, or to one typed here. What stood before stays in its history. */
export function Amend({ record, field, label, items, entries, back, done, close }: AmendProps) {
  const [value, setValue] = useState<Typed>(back?.value);
  const [reason, setReason] = useState('');
  const [told, setTold] = useState<Told | null>(null);
  const [busy, setBusy] = useState(false);
  const file = async () => {
    if (busy) return;
    if (value === undefined) return setTold('other_empty');
    if (needsReason(record.kind) && reason.trim() === '') return setTold('restore_reason_needed');
    setBusy(true);
    const reply = await api.pushEdit(amending(record, field, entries, value, reason.trim()));
    setBusy(false);
    if (!reply.ok) return setTold(reply.why === 'offline' ? 'away' : 'restore_refused');
    if (reply.value.verdict === 'quarantined') return setTold('restore_refused');
    await done();
  };
  const words = back && valueWord(field, back.value, items);
  return (
    <div class="panel" data-test="amend">
      {!back && (
        <ValueEditor
          field={field}
          kind={record.kind}
          items={items}
          value={value}
          onValue={setValue}
          label={o('other_new', { field: label })}
        />
      )}
      {needsReason(record.kind) && (
        <TextField
          label={o('restore_reason')}
          value={reason}
          onText={setReason}
          maxLength={400}
          test="amend-reason"
        />
      )}
      {told && <Message tone="problem">{told === 'away' ? t('m37_needs_server') : o(told)}</Message>}
      <div class="actions">
        <Button kind="primary" onPress={file} test="amend-do">
          {words === undefined ? o('amend_do') : o('restore_do', { value: words })}
        </Button>
        <Button kind="text" onPress={close}>
          {o('close')}
        </Button>
      </div>
    </div>
  );
}
