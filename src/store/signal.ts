import type { Unsubscribe } from '../core/ports.ts';

/** Wakes workers of this process at once; those of others find the work by their own sweep. */
export interface Signal<Value> {
  emit(value: Value): void;
  subscribe(listener: (value: Value) => void): Unsubscribe;
}

export function createSignal<Value>(): Signal<Value> {
  const listeners = new Set<(value: Value) => void>();
  return {
    emit(value) {
      for (const listener of listeners) listener(value);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
