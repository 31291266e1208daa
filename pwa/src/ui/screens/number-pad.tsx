import { Button } from '../parts/index.ts';
import { t } from '../words/index.ts';

interface NumberPadProps {
  digits: string;
  most: number;
  onDigits: (digits: string) => void;
}

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

/** Large keys for a short number, in place of the system's keyboard. */
export function NumberPad({ digits, most, onDigits }: NumberPadProps) {
  return (
    <div class="pad">
      <output class="pad-shown" aria-label={t('door_typed')} aria-live="polite" data-test="pad-shown">
        {digits.padEnd(most, '・')}
      </output>
      {KEYS.map((key) => (
        <Button key={key} onPress={() => onDigits((digits + key).slice(0, most))} test={`pad-${key}`}>
          {key}
        </Button>
      ))}
      <div class="pad-erase">
        <Button onPress={() => onDigits(digits.slice(0, -1))} test="pad-erase">
          {t('door_erase')}
        </Button>
      </div>
    </div>
  );
}
