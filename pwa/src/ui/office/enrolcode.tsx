import { useEffect, useState } from 'preact/hooks';
import { api } from '../../sync/index.ts';
import { Button, Message } from '../parts/index.ts';
import { QrPicture } from '../parts/qr.tsx';
import { t } from '../words/index.ts';
import type { NewCode } from './types-tablets.ts';
import { o } from './words.ts';

const ASK_EVERY_MS = 3000;

/** How a code stands; it is asked for while the code is on screen, since the tablet uses it elsewhere. */
function useCode(code: NewCode, used: () => void): { state: string; minutes: number } {
  const [state, setState] = useState('open');
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(async () => {
      setNow(Date.now());
      const reply = await api.get<{ state: string }>(`/office/enrolments/${code.id}`);
      if (!reply.ok || reply.value.state === 'open') return;
      setState(reply.value.state);
      clearInterval(timer);
      if (reply.value.state === 'used') used();
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [code.id]);
  return { state, minutes: Math.max(1, Math.ceil((Date.parse(code.expires_at) - now) / 60_000)) };
}

function Code({ code, used, close }: { code: NewCode; used: () => void; close: () => void }) {
  const { state, minutes } = useCode(code, used);
  const put = (
    <Button onPress={close} test="code-close">
      {o('tablet_code_close')}
    </Button>
  );
  if (state === 'used')
    return (
      <Message test="code-used" actions={put}>
        {o('tablet_code_used')}
      </Message>
    );
  if (state === 'over')
    return (
      <Message test="code-over" actions={put}>
        {o('tablet_code_over')}
      </Message>
    );
  return (
    <div class="panel o-code" data-test="code" data-link={code.link}>
      <p>{o('tablet_code_hint')}</p>
      <QrPicture picture={code.picture} label={o('tablet_code_picture')} test="code-picture" />
      <p>
        {o('tablet_code')}{' '}
        <strong class="o-code-typed" data-test="code-typed">
          {code.typed}
        </strong>
      </p>
      <p class="hint" data-test="code-left">
        {o('tablet_code_left', { n: minutes })}
      </p>
      {put}
    </div>
  );
}

interface EnrolProps {
  /** The tablet that is enrolled again; none for a new one. */
  device?: string;
  again: () => Promise<void>;
}

/** A one-time code for a tablet: shown here, used there. */
export function EnrolTablet({ device, again }: EnrolProps) {
  const [code, setCode] = useState<NewCode | null>(null);
  const [told, setTold] = useState(false);
  const open = async () => {
    const reply = await api.post<NewCode>('/office/enrolments', device ? { device_id: device } : {});
    setTold(!reply.ok);
    if (reply.ok) setCode(reply.value);
  };
  if (code) return <Code code={code} used={again} close={() => setCode(null)} />;
  return (
    <div class="actions">
      <Button icon="tablet" onPress={open} test="tablet-enrol">
        {o(device ? 'tablet_again' : 'tablet_new')}
      </Button>
      {told && <Message tone="ask">{t('m37_needs_server')}</Message>}
    </div>
  );
}
