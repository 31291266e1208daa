import type { OutboxItem } from '../../store/index.ts';
import { LinkButton, Row } from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { isFixable, reasonText } from '../shown/reasons.ts';
import { t } from '../words/index.ts';

interface HeldRowProps {
  row: OutboxItem;
  title: string;
  when: string;
  href: string;
}

/** One thing on hold: why, who does what now, and the way to put it right where that helps. */
export function HeldRow({ row, title, when, href }: HeldRowProps) {
  const fixable = row.held_op !== undefined && isFixable(row.reason);
  return (
    <div class="held-row">
      <Row href={href} title={title} note={when} aside={<StatusChip status="held" />} test="save" />
      <p class="held-why" data-test="held-why" data-reason={row.reason}>
        {row.held_op === undefined ? t('held_replaced') : reasonText(row.reason)}
      </p>
      {fixable && (
        <div class="actions">
          <LinkButton
            href={`/held/${row.held_op}`}
            icon="pencil"
            label={t('held_fix_for', { what: title })}
            test="held-fix"
          >
            {t('held_fix')}
          </LinkButton>
        </div>
      )}
    </div>
  );
}
