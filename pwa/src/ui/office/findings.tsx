import { FindingChip, StatusChip } from '../parts/index.ts';
import { t } from '../words/index.ts';
import type { SheetBrief } from './types.ts';
import type { Finding } from './types-sheets.ts';
import { o } from './words.ts';

/** The word every form shares; the server says another where it would read the wrong way round. */
const BELOW = '基準未満';

/** 該当／基準未満／判定不能 for one finding; a sheet with no answer at all was not administered. */
export function Verdict({ finding }: { finding: Finding }) {
  if (finding.state === 'not_administered')
    return <StatusChip status="received" words={o('not_administered')} />;
  const { state, word, unanswered } = finding;
  const own = state === 'negative' && word !== BELOW ? word : undefined;
  return <FindingChip state={state} missing={unanswered.length} word={own} />;
}

/** What a whole sheet came to, as chips for a list, what must not wait first; 暫定 is always said. A note says nothing. */
export function Verdicts({ sheet }: { sheet: SheetBrief }) {
  const { findings, red_flags, judged } = sheet;
  if (!judged) return <span class="second">{o('not_judged')}</span>;
  return (
    <>
      {red_flags.map((flag) => (
        <span key={flag.id} class="o-verdict" data-test="red-flag">
          <FindingChip state="positive" missing={0} /> {flag.title}
          {flag.provisional && <span class="o-provisional">{t('provisional')}</span>}
        </span>
      ))}
      {findings.map((finding) => (
        <span key={finding.id} class="o-verdict">
          <Verdict finding={finding} /> {findings.length > 1 && finding.title}
          {finding.provisional && <span class="o-provisional">{t('provisional')}</span>}
        </span>
      ))}
    </>
  );
}
