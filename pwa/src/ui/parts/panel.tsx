import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { onPress } from './press.ts';

interface PanelProps {
  title?: ComponentChildren;
  aside?: ComponentChildren;
  children: ComponentChildren;
  test?: string;
}

/** A bordered card; its heading names it for screen readers. */
export function Panel({ title, aside, children, test }: PanelProps) {
  const id = useId();
  return (
    <section class="panel" aria-labelledby={title ? id : undefined} data-test={test}>
      {title && (
        <div class="sheet-line">
          <h2 id={id}>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}

/** A card that opens and closes by its own heading. */
export function Folded({ title, children, test }: PanelProps & { title: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <section class="panel" data-test={test}>
      <h2>
        <button
          type="button"
          class="disclosure"
          aria-expanded={open}
          aria-controls={id}
          onClick={onPress(() => setOpen(!open))}
        >
          <span>{title}</span>
          <Icon name="down" />
        </button>
      </h2>
      <div id={id} hidden={!open}>
        {children}
      </div>
    </section>
  );
}
