/** Reading a question aloud, with a Japanese voice that lies on this tablet: nothing is sent anywhere. */
import { useEffect, useState } from 'preact/hooks';

const here = (): SpeechSynthesis | undefined =>
  typeof speechSynthesis === 'undefined' ? undefined : speechSynthesis;

function localVoice(): SpeechSynthesisVoice | null {
  const voices = here()?.getVoices() ?? [];
  return voices.find(({ lang, localService }) => localService && /^ja\b/i.test(lang)) ?? null;
}

/** The voice, once the browser has named it; null where there is none. */
export function useVoice(): SpeechSynthesisVoice | null {
  const [voice, setVoice] = useState(localVoice);
  useEffect(() => {
    const look = () => setVoice(localVoice());
    here()?.addEventListener?.('voiceschanged', look);
    return () => {
      here()?.removeEventListener?.('voiceschanged', look);
      here()?.cancel();
    };
  }, []);
  return voice;
}

/** Say it now, in place of whatever is being said. */
export function speak(voice: SpeechSynthesisVoice, text: string): void {
  const said = new SpeechSynthesisUtterance(text);
  said.voice = voice;
  said.lang = voice.lang;
  said.rate = 0.9;
  here()?.cancel();
  here()?.speak(said);
}

export function hush(): void {
  here()?.cancel();
}
