import { FindingChip, StatusChip } from '../parts/index.ts';
import { t } from '../words/index.ts';
import type { SheetBrief } from './types.ts';
import type { Finding } from './types-sheets.ts';
import { o } from './words.ts';

/** 該当／基準未満／判定不能 for one finding; a sheet with no answer at all was not administered. */
export function Verdict({ finding }: { finding: Finding }) {
  if (finding.state === 'not_administered')
    return <StatusChip status="received" words={o('not_administered')} />;
  return <FindingChip state={finding.state} missing={finding.unanswered.length} />;
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
