import { effect, signal } from '@preact/signals';
import { type Language, language } from '../words/index.ts';

export type TextSize = 'normal' | 'large' | 'larger';
export type Look = 'light' | 'clear';

/** How this tablet shows things; not health data, so it may lie in the open and stay after log-out. */
export const textSize = signal<TextSize>('normal');
export const look = signal<Look>('light');

const KEY = 'kayoi-display';

interface Kept {
  textSize?: TextSize;
  look?: Look;
  language?: Language;
}

/** Take up the settings of last time and keep the page and the memory in step with them. Called once. */
export function startDisplay(): void {
  const kept = read();
  if (kept.textSize) textSize.value = kept.textSize;
  if (kept.look) look.value = kept.look;
  if (kept.language) language.value = kept.language;
  effect(() => {
    const root = document.documentElement;
    root.dataset.text = textSize.value;
    root.dataset.look = look.value;
    root.lang = language.value;
    write({ textSize: textSize.value, look: look.value, language: language.value });
  });
}

function read(): Kept {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Kept;
  } catch {
    return {};
  }
}

function write(kept: Kept): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A full or forbidden storage costs her only the setting.
  }
}
