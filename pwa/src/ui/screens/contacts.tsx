import { useState } from 'preact/hooks';
import { edit, type Fields, person, type RecordView, save } from '../../store/index.ts';
import { newId } from '../../sync/index.ts';
import { attempt, Button, Message, onSubmit, Panel, say, TextField } from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { type Contact, contactsOf, partField } from '../shown/contacts.ts';
import { isPhone, toPhone } from '../shown/entry.ts';
import { t } from '../words/index.ts';
import { valuesOf } from './shown-value.tsx';

/** 連絡先: family and others to call. Each is an element of its own: what two nurses add both stays. */
export function Contacts({ view }: { view: RecordView }) {
  const [adding, setAdding] = useState(false);
  const contacts = contactsOf(view.fields);
  return (
    <Panel title={t('contacts_title')} test="contacts">
      {contacts.length === 0 && !adding && <p>{t('contacts_none')}</p>}
      <ul class="list">
        {contacts.map((contact) => (
          <ContactRow key={contact.key} contact={contact} view={view} />
        ))}
      </ul>
      {adding ? (
        <NewContact view={view} close={() => setAdding(false)} />
      ) : (
        <div class="actions">
          <Button icon="add" onPress={() => setAdding(true)} test="contact-add">
            {t('contacts_add')}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function ContactRow({ contact, view }: { contact: Contact; view: RecordView }) {
  const { key, name, relation, phone } = contact;
  const open = (['name', 'relation', 'phone'] as const).some(
    (part) => valuesOf(view, partField(key, part)).length > 0,
  );
  return (
    <li class="roster-row" data-test="contact">
      <span class="roster-person">
        <span class="row-title">
          {name} {relation && <span class="second">{relation}</span>}
        </span>
        <span class="row-note">{phone}</span>
      </span>
      {open && <StatusChip status="conflict" />}
      <Button
        onPress={() => remove(view, contact)}
        label={`${name} ${t('contacts_remove')}`}
        test="contact-remove"
      >
        {t('contacts_remove')}
      </Button>
    </li>
  );
}

async function remove(view: RecordView, { key, ...parts }: Contact): Promise<void> {
  const held = Object.entries(parts).filter(([, text]) => text !== '');
  const named = (value: (text: string) => string | null): Fields =>
    Object.fromEntries(held.map(([part, text]) => [partField(key, part), value(text)]));
  await attempt(async () => {
    const op = edit(
      view,
      named(() => null),
    );
    if (op) await save([op]);
    say(t('contacts_removed'), async () => {
      const now = person(view.id);
      const back =
        now &&
        edit(
          now,
          named((text) => text),
        );
      if (back) await save([back]);
    });
  });
}

function NewContact({ view, close }: { view: RecordView; close: () => void }) {
  const [key] = useState(newId);
  const [name, setName] = useState('');
  const [relation, setRelation] = useState('');
  const [phone, setPhone] = useState('');
  const [told, setTold] = useState<'name' | 'phone' | null>(null);
  const file = async () => {
    if (name.trim() === '') return setTold('name');
    if (!isPhone(toPhone(phone))) return setTold('phone');
    const said = { name: name.trim(), relation: relation.trim(), phone: toPhone(phone) };
    const given = Object.entries(said).filter(([, text]) => text !== '');
    const op = edit(view, Object.fromEntries(given.map(([part, text]) => [partField(key, part), text])));
    await attempt(async () => {
      if (op) await save([op]);
      say(t('m1_saved'));
      close();
    });
  };
  const typed = (set: (text: string) => void) => (text: string) => {
    set(text);
    setTold(null);
  };
  return (
    <form class="contact-form" onSubmit={onSubmit(file)} data-test="contact-form">
      <TextField label={t('contacts_name')} value={name} onText={typed(setName)} test="contact-name" />
      <TextField
        label={t('contacts_relation')}
        value={relation}
        onText={typed(setRelation)}
        test="contact-relation"
      />
      <TextField
        label={t('field_phone')}
        type="tel"
        inputMode="tel"
        value={phone}
        onText={typed(setPhone)}
        problem={told === 'phone' ? t('register_phone_odd') : undefined}
        test="contact-phone"
      />
      {told === 'name' && <Message tone="problem">{t('contacts_name_needed')}</Message>}
      <div class="actions">
        <Button onPress={file} test="contact-save">
          {t('contacts_save')}
        </Button>
        <Button kind="text" onPress={close}>
          {t('contacts_stop')}
        </Button>
      </div>
    </form>
  );
}
