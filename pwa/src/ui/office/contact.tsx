import { useState } from 'preact/hooks';
import { api } from '../../sync/index.ts';
import { Button, Message, TextField } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { o } from './words.ts';

/** The office as it is printed for residents. */
interface Contact {
  name: string;
  phone: string;
  may_change: boolean;
}

const PLACE = '/office/contact';

/** 役所の連絡先: whom a resident may ask, on every 結果のお知らせ. */
export function ContactPart() {
  const load = useLoad<Contact>(PLACE);
  return (
    <section class="panel" aria-label={o('paper_part_contact')} data-test="contact">
      <p>{o('contact_hint')}</p>
      <Loaded load={load} rows={2}>
        {(known) => (known.may_change ? <Form known={known} /> : <Standing known={known} />)}
      </Loaded>
    </section>
  );
}

function Standing({ known: { name, phone } }: { known: Contact }) {
  return (
    <>
      <p data-test="contact-standing">{[name, phone].filter(Boolean).join(' ') || o('contact_none')}</p>
      <p class="second">{o('contact_not_hers')}</p>
    </>
  );
}

type Told = 'contact_saved' | 'away' | null;

function Form({ known }: { known: Contact }) {
  const [name, setName] = useState(known.name);
  const [phone, setPhone] = useState(known.phone);
  const [wrong, setWrong] = useState<Record<string, boolean>>({});
  const [told, setTold] = useState<Told>(null);
  const keep = async (event: SubmitEvent) => {
    event.preventDefault();
    const reply = await api.act<Contact>(PLACE, { name, phone });
    const fields = !reply.ok && reply.why === 'problem' ? Object.keys(reply.problem.errors ?? {}) : [];
    setWrong(Object.fromEntries(fields.map((field) => [field, true])));
    setTold(reply.ok ? 'contact_saved' : fields.length > 0 ? null : 'away');
  };
  return (
    <form class="o-contact" onSubmit={keep}>
      <TextField
        label={o('contact_name')}
        hint={o('contact_name_hint')}
        value={name}
        onText={setName}
        maxLength={200}
        problem={wrong.name ? o('contact_name_odd') : undefined}
        test="contact-name"
      />
      <TextField
        label={o('contact_phone')}
        hint={o('contact_phone_hint')}
        value={phone}
        onText={setPhone}
        type="tel"
        maxLength={60}
        problem={wrong.phone ? o('contact_phone_odd') : undefined}
        test="contact-phone"
      />
      <Button kind="primary" submit test="contact-save">
        {o('contact_save')}
      </Button>
      <div aria-live="polite">
        {told && (
          <Message tone={told === 'away' ? 'ask' : 'plain'} test="contact-told">
            {told === 'away' ? t('m37_needs_server') : o(told)}
          </Message>
        )}
      </div>
    </form>
  );
}
