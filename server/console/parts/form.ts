import { useRef, useState } from "react";
import { Problem } from "../api/problem.ts";
import { useWrongText } from "./notice.tsx";

/** 128 random bits; `crypto.randomUUID` is missing on plain http in a local network. */
const freshKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );

export interface Form<V> {
  readonly values: V;
  /** The value set last wins; what was wrong with the form is forgotten only for this field. */
  set<K extends keyof V>(name: K, value: V[K]): void;
  reset(values: V): void;
  readonly isSending: boolean;
  /** Whether anything differs from what the form began with. */
  readonly isChanged: boolean;
  /** What is wrong with the field of this JSON pointer (`/goals/0/stamps`; with `*` at its end: or below it). */
  errorAt(pointer: string): string | null;
  /** The problem, unless every wrong value has a field that shows it. */
  problemBeside(pointers: readonly string[]): Problem | null;
  /** Sends it with the key of this filled form; what was typed stays whatever happens. True when it was taken. */
  send(task: (values: V, idempotencyKey: string) => Promise<unknown>): Promise<boolean>;
}

const fits = (pointer: string, asked: string): boolean =>
  asked.endsWith("*") ? pointer.startsWith(asked.slice(0, -1)) : pointer === asked;

export const useForm = <V extends object>(initial: V): Form<V> => {
  const [values, setValues] = useState(initial);
  const [start, setStart] = useState(initial);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isSending, setIsSending] = useState(false);
  const key = useRef(freshKey());
  const wrongText = useWrongText();
  const wrong = problem?.wrongValues ?? [];
  return {
    values,
    isSending,
    isChanged: JSON.stringify(values) !== JSON.stringify(start),
    set: (name, value) => {
      key.current = freshKey();
      setValues((before) => ({ ...before, [name]: value }));
    },
    reset: (next) => {
      key.current = freshKey();
      setValues(next);
      setStart(next);
      setProblem(null);
    },
    errorAt: (pointer) => {
      const found = wrong.find((one) => fits(one.pointer, pointer));
      return found === undefined ? null : wrongText(found);
    },
    problemBeside: (pointers) => {
      const isShown =
        wrong.length > 0 && wrong.every((one) => pointers.some((asked) => fits(one.pointer, asked)));
      return isShown ? null : problem;
    },
    async send(task) {
      if (isSending) return false;
      setIsSending(true);
      try {
        await task(values, key.current);
        key.current = freshKey();
        setStart(values);
        setProblem(null);
        return true;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        setProblem(error);
        return false;
      } finally {
        setIsSending(false);
      }
    },
  };
};
