interface TicksProps {
  label: string;
  hint?: string;
  options: readonly { value: string; label: string }[];
  chosen: readonly string[];
  onChoose: (chosen: string[]) => void;
  test: string;
}

/** Any of several. */
export function Ticks({ label, hint, options, chosen, onChoose, test }: TicksProps) {
  const toggle = (value: string) =>
    onChoose(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <fieldset class="o-ticks" data-test={test}>
      <legend class="field-label">{label}</legend>
      {hint && <p class="hint">{hint}</p>}
      {options.map((option) => (
        <label key={option.value} class="o-tick">
          <input
            type="checkbox"
            checked={chosen.includes(option.value)}
            onChange={() => toggle(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
