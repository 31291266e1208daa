import { FindingChip, StatusChip } from '../parts/index.ts';
import { t } from '../words/index.ts';
import type { Finding } from './types.ts';
import { o } from './words.ts';

/** 該当／基準未満／判定不能 for one finding; a sheet with no answer at all was not administered. */
export function Verdict({ finding }: { finding: Finding }) {
  if (finding.state === 'not_administered')
    return <StatusChip status="received" words={o('not_administered')} />;
  return <FindingChip state={finding.state} missing={finding.unanswered.length} />;
}

/** What a whole sheet came to, as chips for a list; 暫定 is always said. */
export function Verdicts({ findings }: { findings: Finding[] }) {
  if (findings.length === 0) return <span class="second">{o('not_judged')}</span>;
  return (
    <>
      {findings.map((finding) => (
        <span key={finding.id} class="o-verdict">
          <Verdict finding={finding} />
          {finding.provisional && <span class="o-provisional">{t('provisional')}</span>}
        </span>
      ))}
    </>
  );
}
