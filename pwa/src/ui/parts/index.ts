/** The shared parts that every screen is built from, field and office alike. */
export { Button, LinkButton, Row } from './button.tsx';
export { Choice, type Option } from './choice.tsx';
export { look, startDisplay, textSize } from './display.ts';
export { BareInput, Field, NumberField, TextField } from './field.tsx';
export { Icon, type IconName } from './icon.tsx';
export { Menu } from './menu.tsx';
export { Message, Problem } from './message.tsx';
export { Folded, Panel } from './panel.tsx';
export { broken, onPress, onSubmit, repeats } from './press.ts';
export { Progress } from './progress.tsx';
export { forgetToo, useRead, useReadOnce } from './read.ts';
export { Back, Head, type PersonFacts, PracticeMark, Screen } from './screen.tsx';
export { FindingChip, type FindingState, type Status, StatusChip } from './status.tsx';
export { attempt, say, UndoBar } from './undo.tsx';
