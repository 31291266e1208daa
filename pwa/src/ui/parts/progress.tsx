/** How much of the whole is here; `label` says it in words too. */
export function Progress({ part, whole, label }: { part: number; whole: number; label: string }) {
  const percent = whole > 0 ? Math.min(100, Math.floor((100 * part) / whole)) : 0;
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <svg class="progress-bar" width={`${percent}%`} aria-hidden="true" />
    </div>
  );
}
