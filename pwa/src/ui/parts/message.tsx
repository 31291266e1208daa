import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

interface MessageProps {
  children: ComponentChildren;
  /** `ask` is a question, `problem` a field to put right, `conflict` waits for somebody else. */
  tone?: 'plain' | 'ask' | 'problem' | 'conflict';
  actions?: ComponentChildren;
  test?: string;
}

const icons = { plain: null, ask: 'speech', problem: 'problem', conflict: 'cards' } as const;

/** What happened, then what is kept or what to do next; it stays until it is answered. */
export function Message({ children, tone = 'plain', actions, test }: MessageProps) {
  const icon = icons[tone];
  return (
    <div class={`message message-${tone}`} role={tone === 'plain' ? 'status' : 'alert'} data-test={test}>
      <div class="message-line">
        {icon && <Icon name={icon} />}
        <p>{children}</p>
      </div>
      {actions && <div class="actions">{actions}</div>}
    </div>
  );
}

/** The problem of one field, under it. */
export function Problem({ id, children }: { id?: string; children: ComponentChildren }) {
  return (
    <p class="problem" id={id}>
      <Icon name="problem" />
      <span>{children}</span>
    </p>
  );
}
