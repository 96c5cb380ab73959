import { signal } from '@preact/signals';

/** The question for which day to go to. The layer that asks is fetched when it is first wanted. */
export type Question = { room: string; anchor: HTMLElement; day: Date };

export const asking = signal<Question | null>(null);

export function askDay(question: Question): void {
  asking.value = question;
}
