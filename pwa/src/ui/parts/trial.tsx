import { t } from '../words/index.ts';

/** 試用: a sheet of a version that is being tried out. It counts nowhere. */
export function TrialMark() {
  return (
    <strong class="trial-mark" data-test="trial-mark">
      〔{t('trial')}〕
    </strong>
  );
}
