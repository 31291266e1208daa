import { signal } from '@preact/signals';
import { SaveFailed } from '../../store/index.ts';
import { t } from '../words/index.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { Message } from './message.tsx';
import { forgetToo } from './read.ts';

/** Long enough to see a slip, short enough not to stand in the way. */
const UNDO_S = 10;

interface Offer {
  text: string;
  undo?: () => Promise<unknown>;
  timer: ReturnType<typeof setTimeout>;
}
const offer = signal<Offer | null>(null);
const refused = signal<(() => Promise<void>) | null>(null);

/** Say what was done and, for ten seconds, offer to take it back. */
export function say(text: string, undo?: () => Promise<unknown>): void {
  if (offer.value) clearTimeout(offer.value.timer);
  const timer = setTimeout(() => {
    offer.value = null;
  }, UNDO_S * 1000);
  offer.value = { text, timer, ...(undo ? { undo } : {}) };
}

/** Do a save; when the tablet could not store it, M31 stays on screen until it is saved again. */
export async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act();
    refused.value = null;
  } catch (fault) {
    if (!(fault instanceof SaveFailed)) throw fault;
    refused.value = () => attempt(act);
  }
}

async function takeBack({ undo }: Offer): Promise<void> {
  offer.value = null;
  if (!undo) return;
  await attempt(async () => {
    await undo();
    say(t('m48_undone'));
  });
}

/** Nothing of one person may stay on screen for the next. */
export function forgetUndo(): void {
  offer.value = null;
  refused.value = null;
}

export function UndoBar() {
  const now = offer.value;
  const again = refused.value;
  return (
    <div aria-live="polite">
      {again && (
        <div class="undo-bar">
          <Message
            tone="ask"
            test="not-saved"
            actions={
              <Button onPress={again} test="save-again">
                {t('save_again')}
              </Button>
            }
          >
            {t('m31_not_saved')}
          </Message>
        </div>
      )}
      {now && !again && (
        <div class="undo-bar" data-test="undo-bar">
          <p>
            <Icon name="tick" />
            {now.text}
          </p>
          {now.undo && (
            <Button onPress={() => takeBack(now)} test="undo">
              {t('undo')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

forgetToo(forgetUndo);
