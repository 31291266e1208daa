import { checksOut, isInsuredNo, toInsuredNo } from '../../names/index.ts';
import { TextField } from '../parts/index.ts';
import { t } from '../words/index.ts';

interface InsuredNoProps {
  value: string;
  onText: (text: string) => void;
  /** True once she wanted to go on with something that is no number. */
  odd: boolean;
  hint?: string;
}

/** 被保険者番号, if she has her card with her. A check digit that does not fit is said, never refused. */
export function InsuredNo({ value, onText, odd, hint }: InsuredNoProps) {
  const number = toInsuredNo(value);
  const doubtful = isInsuredNo(number) && !checksOut(number);
  return (
    <div data-problem="insured_no">
      <TextField
        label={t('field_insured_no')}
        optional
        inputMode="numeric"
        value={value}
        onText={onText}
        {...(hint ? { hint } : {})}
        problem={odd ? t('insured_no_odd') : undefined}
        maxLength={20}
        test="insured_no"
      />
      {doubtful && (
        <p class="hint" role="status" data-test="insured-no-check">
          {t('insured_no_check')}
        </p>
      )}
    </div>
  );
}
